package io.flowlet.screening;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.approvals.Approvals;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.screening.ScreeningHit.Verdict;
import io.flowlet.screening.internal.HitRows;
import io.flowlet.screening.internal.ScreeningMeters;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class ScreeningModuleTests extends ServerTests {
    private static final Trace TRACE = new Trace("0".repeat(32), "req_test");
    private static final Caller OPERATOR = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
    private static final LocalDate BORN = LocalDate.of(1962, 11, 23);
    private static final ScreenedPerson LISTED = new ScreenedPerson("Viktor Osric", "Drakkeman", BORN, Set.of("DE"));

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Watchlists watchlists;

    @Autowired
    private Screening screening;

    @Autowired
    private ScreeningHits hits;

    @Autowired
    private Approvals approvals;

    @Autowired
    private StrongHits strong;

    @Autowired
    private ScreeningUpkeep upkeep;

    @Autowired
    private Transactions transactions;

    @Autowired
    private HitRows rows;

    @Autowired
    private AuditLog audit;

    @Autowired
    private ScreeningMeters meters;

    @Autowired
    private Uuid7 ids;

    @Autowired
    private Clock clock;

    private final JdbcTemplate jdbc = new JdbcTemplate(database().asSuperuser());
    private TestProgram program;
    private ApiClient api;
    private Caller caller;
    private SubscriberId subscriber;

    @BeforeEach
    void loadTheDemoListsAndOpenAProgram() {
        assertThat(watchlists.load(OPERATOR, DemoLists.ofac(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        assertThat(watchlists.load(OPERATOR, DemoLists.un(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        program = TestProgram.create(port, programs);
        api = program.client();
        caller = new Caller(Actor.system(program.tenant(TenantMode.TEST), "test"), TRACE);
        subscriber = new SubscriberId(ids.next());
    }

    @Test
    void thePersonIsMaskedForWhoeverMayNotReadItInFull() {
        screening.screen(caller, subscriber, LISTED);
        ApiClient reader =
                ApiClient.signIn(port, program.credentials(TenantMode.TEST), "screening:read", "screening:decide");
        Answer list = reader.get("/v1/screening_hits?subscriber_id=" + subscriber);
        String path = "/v1/screening_hits/" + list.text("/data/0/id");
        Answer decided = reader.post(path + "/decisions", "{\"decision\":\"clear\",\"reason\":\"another person\"}");
        assertThat(decided.status()).as("%s", decided.body()).isEqualTo(200);
        for (JsonNode hit : List.of(list.body().at("/data/0"), reader.get(path).body(), decided.body())) {
            assertThat(hit.at("/subject/given_name").asString()).isEqualTo("V***");
            assertThat(hit.at("/subject/family_name").asString()).isEqualTo("D***");
            assertThat(hit.at("/subject/birth_on").isNull()).isTrue();
            assertThat(hit.at("/subject/masked").asBoolean()).isTrue();
        }
        assertThat(api.get(path).text("/subject/family_name")).isEqualTo("Drakkeman");
    }

    @Test
    void aListedPersonIsOneOpenHitHoweverOftenScreened() {
        assertThat(screening.screen(caller, subscriber, LISTED)).isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(screening.screen(caller, subscriber, LISTED)).isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(screening.standing(caller, subscriber)).isEqualTo(ScreeningResult.OPEN_HITS);

        Answer list = api.get("/v1/screening_hits?status=open&subscriber_id=" + subscriber);
        assertThat(list.body().at("/data")).hasSize(1);
        assertThat(list.text("/data/0/list")).isEqualTo("ofac_sdn");
        assertThat(list.text("/data/0/entry_id")).isEqualTo("900001");
        assertThat(list.text("/data/0/evidence")).isEqualTo("name_and_birth_date");
        assertThat(list.text("/data/0/score")).matches("0\\.\\d\\d|1\\.00");
        assertThat(list.text("/data/0/entry/type")).isEqualTo("individual");
        assertThat(list.text("/data/0/entry/birth_dates/0")).isEqualTo("23 Nov 1962");
        assertThat(list.text("/data/0/subject/family_name")).isEqualTo("Drakkeman");
        assertThat(list.body().at("/data/0/decision").isNull()).isTrue();
        assertThat(api.get("/v1/screening_hits/" + list.text("/data/0/id")).body())
                .isEqualTo(list.body().at("/data/0"));
    }

    @Test
    void somebodyElseIsClear() {
        ScreenedPerson ada = new ScreenedPerson("Ada", "Lovelace", null, Set.of());
        assertThat(screening.screen(caller, subscriber, ada)).isEqualTo(ScreeningResult.CLEAR);
        assertThat(api.get("/v1/screening_hits").body().at("/data")).isEmpty();
    }

    @Test
    void aClearedHitStaysClearedUntilTheEntryOrThePersonChanges() {
        screening.screen(caller, subscriber, LISTED);
        String hit = onlyHit();
        Answer cleared = decide(hit, "clear");
        assertThat(cleared.status()).as("%s", cleared.body()).isEqualTo(200);
        assertThat(cleared.text("/status")).isEqualTo("cleared");
        assertThat(cleared.text("/decision/reason")).isEqualTo("Canary: another passport");
        assertThat(screening.screen(caller, subscriber, LISTED)).isEqualTo(ScreeningResult.CLEAR);

        load(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "Bardolf", "Bertolf"));
        assertThat(screening.screen(caller, subscriber, LISTED))
                .as("another entry changed")
                .isEqualTo(ScreeningResult.CLEAR);

        load(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "POB Ostwick", "POB Westwick"));
        assertThat(screening.screen(caller, subscriber, LISTED))
                .as("the entry changed")
                .isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(onlyHit()).isEqualTo(hit);
        assertThat(decide(hit, "clear").status()).isEqualTo(200);

        ScreenedPerson renamed = new ScreenedPerson("Viktor", "Drakkeman", BORN, Set.of("DE"));
        assertThat(screening.screen(caller, subscriber, renamed))
                .as("the person changed")
                .isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(jdbc.queryForObject(
                        "select count(*) from screening.decision where hit = ?",
                        Long.class,
                        HitId.of(hit).value()))
                .isEqualTo(2);
    }

    @Test
    void aConfirmedHitStaysConfirmed() {
        screening.screen(caller, subscriber, LISTED);
        assertThat(decide(onlyHit(), "confirm").text("/status")).isEqualTo("confirmed");
        load(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "POB Ostwick", "POB Eastwick"));

        assertThat(screening.screen(caller, subscriber, LISTED)).isEqualTo(ScreeningResult.CONFIRMED);
        assertThat(screening.standing(caller, subscriber)).isEqualTo(ScreeningResult.CONFIRMED);
        assertThat(decide(onlyHit(), "clear").code()).isEqualTo("hit_decided");
    }

    @Test
    void ofTwoWhoDecideAtOnceExactlyOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            SubscriberId each = new SubscriberId(ids.next());
            screening.screen(caller, each, LISTED);
            HitId hit =
                    HitId.of(api.get("/v1/screening_hits?subscriber_id=" + each).text("/data/0/id"));
            List<Callable<DecisionOutcome>> analysts = List.of(
                    () -> hits.decide(caller, hit, Verdict.CLEAR, "first"),
                    () -> hits.decide(caller, hit, Verdict.CONFIRM, "second"));
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                List<DecisionOutcome> outcomes = new ArrayList<>();
                for (Future<DecisionOutcome> outcome : pool.invokeAll(analysts)) {
                    outcomes.add(outcome.get());
                }
                assertThat(outcomes).hasAtLeastOneElementOfType(DecisionOutcome.Decided.class);
                assertThat(outcomes).hasAtLeastOneElementOfType(DecisionOutcome.DecidedAlready.class);
            }
            assertThat(jdbc.queryForObject(
                            "select count(*) from screening.decision where hit = ?", Long.class, hit.value()))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoeverWantsToKnowIsToldInsideTheTransactionOfTheDecision() {
        screening.screen(caller, subscriber, LISTED);
        HitId hit = HitId.of(onlyHit());
        List<ScreeningResult> heard = new ArrayList<>();
        HitsDecided listener = (who, whom, result) -> {
            assertThat(transactions.current()).contains(caller.tenant());
            heard.add(result);
            if (heard.size() == 1) {
                throw new IllegalStateException("the listener fails");
            }
        };
        ScreeningHits telling = new ScreeningHits(
                transactions,
                rows,
                audit,
                meters,
                new StaticListableBeanFactory(Map.of("listener", listener)).getBeanProvider(HitsDecided.class),
                approvals,
                strong,
                ids,
                clock);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> telling.decide(caller, hit, Verdict.CLEAR, "x"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(screening.standing(caller, subscriber)).as("undone").isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(telling.decide(caller, hit, Verdict.CLEAR, "x")).isInstanceOf(DecisionOutcome.Decided.class);
        assertThat(heard).containsExactly(ScreeningResult.CLEAR, ScreeningResult.CLEAR);
    }

    @Test
    void whenAListChangesThenWhoeverWasScreenedIsScreenedAgain() {
        ScreenedPerson later = new ScreenedPerson("Quillon", "Abernethwaite", null, Set.of());
        assertThat(screening.screen(caller, subscriber, later)).isEqualTo(ScreeningResult.CLEAR);
        load(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "\"WURMBRANDT, Egidius\"", "\"ABERNETHWAITE, Quillon\""));

        upkeep.run();

        assertThat(screening.standing(caller, subscriber)).isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(upkeep.rescreenOnce()).as("all are compared with the newest").isZero();
    }

    @Test
    void aVersionIsKeptForEachAcceptedLoadAndNoneForTheSameFiles() {
        long before = versions();
        assertThat(watchlists.load(OPERATOR, DemoLists.ofac(), false)).isInstanceOf(LoadOutcome.Unchanged.class);
        assertThat(versions()).isEqualTo(before);

        WatchlistVersion loaded = load(DemoLists.replaced(DemoLists.ofac(), "sdn.csv", "Bardolf", "Baldolf"));
        assertThat(versions()).isEqualTo(before + 1);
        Answer list = api.get("/v1/watchlists");
        assertThat(list.text("/data/0/list")).isEqualTo("ofac_sdn");
        assertThat(list.body().at("/data/0/version").asInt()).isEqualTo(loaded.version());
        assertThat(list.text("/data/0/hash")).isEqualTo(loaded.hash());
        assertThat(list.body().at("/data/0/entries").asInt()).isEqualTo(13);
        assertThat(list.body().at("/data/0/aliases").asInt()).isEqualTo(9);
    }

    @Test
    void whatIsRefusedLeavesTheVersionInForce() {
        long before = versions();
        WatchlistFiles shrunk = DemoLists.with(DemoLists.ofac(), "alt.csv", new byte[] {0x1A});
        WatchlistFiles strange = DemoLists.replaced(DemoLists.ofac(), "alt.csv", "900002,3", "999999,3");

        assertThat(watchlists.load(OPERATOR, shrunk, false))
                .isInstanceOfSatisfying(
                        LoadOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("holds 0 aliases where 9 are in force"));
        assertThat(watchlists.load(OPERATOR, strange, true))
                .isInstanceOfSatisfying(
                        LoadOutcome.Refused.class,
                        refused -> assertThat(refused.toString())
                                .startsWith("ofac_sdn refused: alt.csv line 3: names an entry"));
        assertThat(versions()).isEqualTo(before);
        assertThat(screening.screen(caller, subscriber, LISTED)).isEqualTo(ScreeningResult.OPEN_HITS);
        assertThat(watchlists.load(OPERATOR, shrunk, true)).isInstanceOf(LoadOutcome.Loaded.class);
    }

    @Test
    void aScreeningOfAnybodyKeepsNothingButTheAuditEvent() {
        Long before = jdbc.queryForObject("select count(*) from screening.hit", Long.class);
        Answer found = api.post(
                "/v1/screenings",
                "{\"given_name\":\"Viktor Osric\",\"family_name\":\"Drakkeman\",\"birth_on\":\"1962-11-23\"}");

        assertThat(found.status()).as("%s", found.body()).isEqualTo(200);
        assertThat(found.text("/hits/0/entry_id")).isEqualTo("900001");
        assertThat(found.body().at("/hits/0/id").isMissingNode()).isTrue();
        assertThat(jdbc.queryForObject("select count(*) from screening.hit", Long.class))
                .isEqualTo(before);
        assertThat(api.post("/v1/screenings", "{\"given_name\":\"\",\"family_name\":\"D\"}")
                        .text("/errors/0/pointer"))
                .isEqualTo("/given_name");
        for (String country : List.of("\"Germany\"", "null", "7")) {
            assertThat(api.post(
                                    "/v1/screenings",
                                    "{\"given_name\":\"A\",\"family_name\":\"D\",\"countries\":[%s]}"
                                            .formatted(country))
                            .status())
                    .as(country)
                    .isEqualTo(400);
        }
    }

    @Test
    void anotherTenantSeesAndDecidesNothing() {
        screening.screen(caller, subscriber, LISTED);
        String hit = onlyHit();
        TestProgram strangers = TestProgram.create(port, programs);
        ApiClient stranger = strangers.client();

        assertThat(stranger.get("/v1/screening_hits/" + hit).code()).isEqualTo("not_found");
        assertThat(stranger.get("/v1/screening_hits").body().at("/data")).isEmpty();
        assertThat(stranger.post(
                                "/v1/screening_hits/" + hit + "/decisions", "{\"decision\":\"clear\",\"reason\":\"x\"}")
                        .code())
                .isEqualTo("not_found");
        Caller outside = new Caller(Actor.system(strangers.tenant(TenantMode.TEST), "test"), TRACE);
        assertThat(screening.standing(outside, subscriber)).isEqualTo(ScreeningResult.CLEAR);
        assertThat(screening.standing(caller, subscriber)).isEqualTo(ScreeningResult.OPEN_HITS);
    }

    @Test
    void refuseWhatIsNoDecisionAndWhoeverLacksTheScope() {
        screening.screen(caller, subscriber, LISTED);
        String path = "/v1/screening_hits/" + onlyHit() + "/decisions";
        assertThat(api.post(path, "{\"decision\":\"maybe\",\"reason\":\"x\"}").text("/errors/0/pointer"))
                .isEqualTo("/decision");
        assertThat(api.post(path, "{\"decision\":\"clear\",\"reason\":\" \"}").text("/errors/0/pointer"))
                .isEqualTo("/reason");
        assertThat(api.get("/v1/screening_hits?status=maybe").code()).isEqualTo("parameter_invalid");

        ApiClient reader = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "screening:read");
        assertThat(reader.post(path, "{\"decision\":\"clear\",\"reason\":\"x\"}")
                        .code())
                .isEqualTo("scope_missing");
        assertThat(reader.post("/v1/screenings", "{\"given_name\":\"A\",\"family_name\":\"B\"}")
                        .code())
                .isEqualTo("scope_missing");
        ApiClient other = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "wallets:read");
        assertThat(other.get("/v1/screening_hits").code()).isEqualTo("scope_missing");
        assertThat(other.get("/v1/watchlists").code()).isEqualTo("scope_missing");
    }

    @Test
    void nothingOfThePersonOrTheReasonStandsInClear() {
        ScreenedPerson canary = new ScreenedPerson("Oswin Bardolf", "Talverrin", LocalDate.of(1971, 3, 4), Set.of());
        screening.screen(caller, subscriber, canary);
        decide(onlyHit(), "clear");
        for (String table : List.of("screening.hit", "screening.screened", "screening.decision", "audit.event")) {
            for (String row : jdbc.queryForList("select t::text from " + table + " t", String.class)) {
                assertThat(row)
                        .as(table)
                        .doesNotContainIgnoringCase("talverrin")
                        .doesNotContainIgnoringCase(hex("Talverrin"))
                        .doesNotContain("1971-03-04", "Canary:", hex("Canary:"));
            }
        }
        assertThat(canary.toString()).doesNotContain("Talverrin");
    }

    /** As a {@code bytea} is shown. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private WatchlistVersion load(WatchlistFiles files) {
        LoadOutcome outcome = watchlists.load(OPERATOR, files, false);
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        return outcome instanceof LoadOutcome.Loaded loaded ? loaded.version() : nothing();
    }

    private static WatchlistVersion nothing() {
        throw new AssertionError("not loaded");
    }

    private long versions() {
        return Objects.requireNonNull(
                jdbc.queryForObject("select count(*) from screening.watchlist_version", Long.class));
    }

    private String onlyHit() {
        Answer list = api.get("/v1/screening_hits?subscriber_id=" + subscriber);
        assertThat(list.body().at("/data")).hasSize(1);
        return list.text("/data/0/id");
    }

    private Answer decide(String hit, String decision) {
        return api.post(
                "/v1/screening_hits/" + hit + "/decisions",
                "{\"decision\":\"%s\",\"reason\":\"Canary: another passport\"}".formatted(decision));
    }
}
