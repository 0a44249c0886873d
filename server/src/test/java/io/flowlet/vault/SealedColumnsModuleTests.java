package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.ApprovalTests;
import io.flowlet.database.DatabaseRole;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.screening.DemoLists;
import io.flowlet.screening.LoadOutcome;
import io.flowlet.screening.Watchlists;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.DataClasses;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Way;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What the modules say they seal is all that is sealed, and is told so that a rotation of the keys finds and opens every value. */
class SealedColumnsModuleTests extends ApprovalTests {
    @Autowired
    private List<SealedColumns> contributed;

    @Autowired
    private VaultSettings settings;

    @Autowired
    private Watchlists watchlists;

    @Autowired
    private Vault vault;

    @Test
    void everyPersonalAndConfidentialColumnIsNamedOnceByItsModule() {
        List<String> sealed = DataClasses.all().stream()
                .filter(columns -> columns.dataClass().isSealed())
                .flatMap(columns -> columns.names().stream().map(name -> columns.table() + "." + name))
                .toList();
        assertThat(columns().stream().map(SealedColumn::toString)).containsExactlyInAnyOrderElementsOf(sealed);
    }

    @Test
    void personalColumnsAreOfThePurposeThatTheyAreClassifiedFor() {
        DataClasses.all().stream()
                .filter(columns -> columns.dataClass() == DataClasses.DataClass.PERSONAL)
                .forEach(classified -> columns().stream()
                        .filter(column -> column.table().equals(classified.table()))
                        .filter(column -> classified.names().contains(column.column()))
                        .forEach(column -> assertThat(column.purpose().code())
                                .as("%s", column)
                                .isEqualTo(classified.why())));
    }

    @Test
    void aRotationRewritesAValueOfEachAndAllReadTheSame() {
        TenantId tenant = program.tenant(TenantMode.TEST);
        ApiClient api = program.client();
        ApiClient staff = staff(tenant, api, StaffRole.OFFICER);
        ApiClient inviting = staff(tenant, api, StaffRole.ADMIN);
        Map<String, ApiClient> pages = new LinkedHashMap<>();

        String ada = TestProgram.subscriber(api);
        String bob = TestProgram.subscriber(api);
        String from = TestProgram.wallet(api, ada, 1_000);
        String to = TestProgram.wallet(api, bob, 0);
        String key = UUID.randomUUID().toString();
        String payment = """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"2.50","currency":"EUR"},"description":"for the engine"}
                """.formatted(from, to);
        Answer paid = done(api.post("/v1/payments", payment, key));
        pages.put("/v1/payments/" + paid.text("/id"), api);
        pages.put("/v1/subscribers/" + ada, api);
        String token = done(api.post("/v1/tokens", """
                {"type":"card_number","value":"4111111111111111","format":"random","subject_id":"%s"}
                """.formatted(ada))).text("/id");
        String why = "{\"purpose\":\"dispute\",\"reason\":\"the bank asks\"}";
        Answer revealed = api.post("/v1/tokens/" + token + "/reveal", why, null);
        assertThat(revealed.status()).as("%s", revealed.body()).isEqualTo(200);
        String export =
                done(api.post("/v1/subscribers/" + ada + "/exports", "")).text("/id");
        pages.put("/v1/subscribers/" + ada + "/exports/" + export, api);
        done(staff.post("/v1/privacy/legal_holds", "{\"subscriber_id\":\"%s\",\"reason\":\"a trial\"}".formatted(ada)));
        pages.put("/v1/privacy/legal_holds", staff);

        String carol = TestProgram.subscriber(api);
        done(api.post("/v1/subscribers/" + carol + "/erasure", "{\"reason\":\"she left\"}"));
        pages.put("/v1/subscribers/" + carol + "/erasure", api);
        Answer kept = staff.post(
                "/v1/subscribers/" + carol + "/kept_records",
                "{\"purpose\":\"kyc_record\",\"reason\":\"request 12 of the authority\"}",
                null);
        assertThat(kept.status()).as("%s", kept.body()).isEqualTo(200);

        String listed = listed(api);
        String hit = api.get("/v1/screening_hits?subscriber_id=" + listed).text("/data/0/id");
        done(api.post(
                "/v1/screening_hits/" + hit + "/decisions", "{\"decision\":\"confirm\",\"reason\":\"it is him\"}"));
        pages.put("/v1/screening_hits/" + hit, api);
        String kys = "/v1/kys/cases/" + caseOf(api, listed);
        done(api.post(kys + "/decisions", "{\"decision\":\"reject\",\"reason\":\"a confirmed hit\"}", null));
        pages.put(kys, api);

        String asked = requested();
        assertThat(decide(officer, asked, "reject").text("/state")).isEqualTo("rejected");
        pages.put("/v1/approvals/" + asked, officer.api());
        done(inviting.post(
                "/v1/staff_invitations",
                "{\"email\":\"new@example.com\",\"roles\":[\"admin\"],\"reason\":\"she begins\"}"));

        List<Planted> planted = plant(tenant);

        Map<String, JsonNode> before = read(pages);
        for (SealedColumn column : columns()) {
            if (!column.isCommitted()) {
                assertThat(versions(column, tenant, live))
                        .as("%s holds a value", column)
                        .isNotEmpty();
            }
        }
        Map<SealedColumn, List<Integer>> old = versionsOfAll(tenant);
        List<String> told = new ArrayList<>();
        rotate(tenant, told);
        rotate(live, told);

        assertThat(told).hasSize(2).allMatch(each -> each.startsWith("0 damaged"));
        old.forEach((column, versions) -> assertThat(versions(column, tenant, live))
                .as("%s names no old version", column)
                .allMatch(version -> version > 1));
        assertThat(superuser.queryForObject(
                        "select count(*) from vault.data_key where tenant_id in (?, ?) and version = 1",
                        Integer.class,
                        tenant.value(),
                        live.value()))
                .isZero();
        assertThat(read(pages)).isEqualTo(before);
        assertThat(api.post("/v1/payments", payment, key).body())
                .as("a stored answer")
                .isEqualTo(paid.body());
        assertThat(keysOf(carol)).as("an erased subject's own").isZero();
        assertThat(planted).allSatisfy(each -> assertThat(opened(each)).isEqualTo(each.column() + " in clear"));
        assertThat(clear(tenant))
                .contains("request 12 of the authority", "the bank asks", "she left", "new@example.com");
    }

    /** Signed in with a browser that says what it is. */
    private ApiClient staff(TenantId tenant, ApiClient api, StaffRole role) {
        Caller caller = new Caller(Actor.system(tenant, "test"), TRACE);
        String email = "rotated-%s@example.com".formatted(UUID.randomUUID());
        accounts.createStaff(caller, tenant, email, Set.of(role), SignIn.PASSWORD);
        SignIn.App test = SignIn.app(
                port,
                api,
                "staff",
                Scopes.staff().stream().map(scope -> scope.value()).toArray(String[]::new));
        return SignIn.person(test, email, SignIn.PASSWORD);
    }

    private String listed(ApiClient api) {
        Caller operator = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
        assertThat(watchlists.load(operator, DemoLists.ofac(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        assertThat(watchlists.load(operator, DemoLists.un(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        String subscriber = TestProgram.registered(api);
        TestProgram.consent(api, subscriber);
        String identity = TestProgram.IDENTITY
                .replace("Ada", "Viktor Osric")
                .replace("Lovelace", "Drakkeman")
                .replace("1985-12-10", "1962-11-23")
                .replace("\"GB\"", "\"DE\"");
        done(api.post("/v1/kys/identity", identity.formatted(subscriber), null));
        done(api.post("/v1/kys/risk-profile", TestProgram.ANSWERS.formatted(subscriber), null));
        return subscriber;
    }

    private static String caseOf(ApiClient api, String subscriber) {
        for (JsonNode found : api.get("/v1/kys/cases").body().at("/data")) {
            if (found.at("/subscriber_id").asString().equals(subscriber)) {
                return found.at("/id").asString();
            }
        }
        throw new AssertionError("no case of " + subscriber);
    }

    private void rotate(TenantId tenant, List<String> told) {
        VaultSettings brief = new VaultSettings(
                settings.masterKeyFile(),
                settings.root(),
                settings.keyStore(),
                settings.cachedKeys(),
                Duration.ofSeconds(1),
                settings.epoch());
        try (VaultInstance owner =
                new VaultInstance(database().as(DatabaseRole.OWNER), brief, Clock.systemUTC(), columns())) {
            Rotated rotated = owner.bean(DataRotation.class)
                    .run(
                            new Plan(Optional.of(tenant), Duration.ZERO, Way.AT_ONCE),
                            new TellingWitness(),
                            Duration.ofMillis(100));
            told.add("%d damaged, %s".formatted(rotated.total().damaged(), rotated));
        }
    }

    private List<SealedColumn> columns() {
        return contributed.stream().flatMap(part -> part.sealed().stream()).toList();
    }

    private Map<SealedColumn, List<Integer>> versionsOfAll(TenantId tenant) {
        Map<SealedColumn, List<Integer>> versions = new LinkedHashMap<>();
        columns().forEach(column -> versions.put(column, versions(column, tenant, live)));
        return versions;
    }

    /** Of values whose key is there still: an erased subject's stay as they are. */
    private List<Integer> versions(SealedColumn column, TenantId one, TenantId other) {
        return superuser.queryForList(
                """
                select ('x' || encode(substring(t.%1$s from 2 for 4), 'hex'))::bit(32)::int from %2$s t
                where t.tenant_id in (?, ?) and t.%1$s is not null and exists (
                  select from vault.data_key k
                  where k.tenant_id = t.tenant_id and k.purpose = ? and k.subject = coalesce(%3$s, '00000000-0000-0000-0000-000000000000'))
                """.formatted(column.column(), column.table(), column.whose()),
                Integer.class,
                one.value(),
                other.value(),
                column.purpose().code());
    }

    /** A value that no request of this walk makes. */
    private record Planted(SealedColumn column, Subject subject, UUID row) {}

    private List<Planted> plant(TenantId tenant) {
        UUID account = one("select id from identity.account where tenant_id = ? limit 1", tenant);
        UUID client = one("select id from identity.oauth_client where tenant_id = ? limit 1", tenant);
        Subject person = new Subject(tenant, account, Purpose.SERVICE);
        Subject app = new Subject(tenant, client, Purpose.SERVICE);
        return List.of(
                planted("identity.authenticator_app.secret", person, account, """
                        insert into identity.authenticator_app (secret, tenant_id, account, made_at, used_at, last_step)
                        values (?, ?, ?, now(), now(), 0)
                        """),
                planted("identity.pushed_request.parameters", app, UUID.randomUUID(), """
                        insert into identity.pushed_request (parameters, tenant_id, id, digest, client, pushed_at, expires_at)
                        values (?, ?, ?, sha256('pushed'), '%s', now(), now() + interval '1 hour')
                        """.formatted(client)),
                planted("identity.staff_provider.client_secret", Subject.ofTenant(tenant), UUID.randomUUID(), """
                        insert into identity.staff_provider (client_secret, tenant_id, id, issuer, client_id, authentication, acr_values,
                          person_claim, domains, max_age_seconds, local_passwords, local_staff, proposed_at, proposed_by)
                        values (?, ?, ?, 'https://login.example', 'flowlet', 'client_secret_post', '{a}', 'sub', '{example.com}', 900, true, '{}',
                          now(), 'test')
                        """),
                planted("identity.federation_step.query", Subject.ofTenant(tenant), UUID.randomUUID(), """
                        insert into identity.federation_step (query, tenant_id, id, digest, client, provider, authenticated_after, made_at, expires_at)
                        values (?, ?, ?, sha256('federated'), '%s', gen_random_uuid(), now(), now(), now() + interval '1 hour')
                        """.formatted(
                                client)));
    }

    private Planted planted(String name, Subject subject, UUID row, String insert) {
        SealedColumn column = columns().stream()
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow();
        byte[] sealed = vault.encryptText(subject, column.place(row), name + " in clear");
        superuser.update(insert, sealed, subject.tenant().value(), row);
        return new Planted(column, subject, row);
    }

    private String opened(Planted planted) {
        String key = planted.column().toString().startsWith("identity.authenticator_app") ? "account" : "id";
        byte[] sealed = superuser.queryForObject(
                "select %s from %s where %s = ?"
                        .formatted(planted.column().column(), planted.column().table(), key),
                byte[].class,
                planted.row());
        return vault.decryptText(
                planted.subject(), planted.column().place(planted.row()), Objects.requireNonNull(sealed));
    }

    private UUID one(String sql, TenantId tenant) {
        return Objects.requireNonNull(superuser.queryForObject(sql, UUID.class, tenant.value()));
    }

    /** What nobody's page shows, opened as its module seals it. */
    private List<String> clear(TenantId tenant) {
        List<String> texts = new ArrayList<>();
        for (SealedColumn column : columns()) {
            if (List.of("privacy.record_reading", "privacy.erasure", "tokens.reveal", "identity.staff_invitation")
                    .contains(column.table())) {
                superuser.query(
                        "select id, %s from %s where tenant_id = ?".formatted(column.column(), column.table()),
                        row -> {
                            texts.add(vault.decryptText(
                                    Subject.ofTenant(tenant),
                                    column.place(row.getObject(1, UUID.class)),
                                    row.getBytes(2)));
                        },
                        tenant.value());
            }
        }
        return texts;
    }

    private int keysOf(String subscriber) {
        Integer count = superuser.queryForObject(
                "select count(*) from vault.data_key where subject = ? and purpose = 'service'",
                Integer.class,
                SubscriberId.of(subscriber).value());
        return count == null ? 0 : count;
    }

    private static Map<String, JsonNode> read(Map<String, ApiClient> pages) {
        Map<String, JsonNode> read = new LinkedHashMap<>();
        pages.forEach((path, reader) -> read.put(path, done(reader.get(path)).body()));
        return read;
    }

    private static Answer done(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 201);
        return answer;
    }
}
