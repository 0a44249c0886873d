package io.flowlet.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.LegacyHash;
import io.flowlet.identity.LegacyHash.Salted;
import io.flowlet.onboarding.PersonImport.Outcome;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber.PersonName;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** People of another system, from its hash to their own tokens. */
class PersonImportModuleTests extends ServerTests {
    /** No rule of ours would take it. */
    private static final String SHORT = "héllo";

    private static final byte[] SALT = HexFormat.of().parseHex("00ff7f80");

    @LocalServerPort
    int port;

    @Autowired
    Programs programs;

    @Autowired
    PersonImport people;

    @Autowired
    MeterRegistry meters;

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    private TenantId tenant;
    private SignIn.App app;
    private Caller caller;

    @BeforeEach
    void openProgram() {
        TestProgram program = TestProgram.create(port, programs);
        tenant = program.tenant(TenantMode.TEST);
        app = SignIn.app(port, program.client(), "subscriber", "profile:read", "profile:write");
        caller = new Caller(Actor.system(tenant, "import users"), new Trace("0".repeat(32), "req_test"));
    }

    @Test
    void signInWithThePasswordTheyHave() {
        for (Salted salted : Salted.values()) {
            String email = newEmail();
            assertThat(people.take(caller, person(email, salted))).isEqualTo(Outcome.IMPORTED);
            String stored = stored();
            assertThat(stored)
                    .startsWith("sha256:")
                    .contains(":$2b$04$")
                    .doesNotContain(HexFormat.of().formatHex(digest(salted)));

            refuses(email, SHORT + "!");
            refuses(email, HexFormat.of().formatHex(digest(salted)));
            refuses(email, stored);
            assertThat(stored()).as("a wrong password changes nothing").isEqualTo(stored);

            ApiClient api = SignIn.person(app, email, SHORT);
            assertThat(api.get("/v1/me").text("/email")).isEqualTo(email);
            String own = stored();
            assertThat(own).as("%s", salted).startsWith("$2b$04$");
            assertThat(SignIn.person(app, email, SHORT).get("/v1/me").status()).isEqualTo(200);
            assertThat(stored()).as("once").isEqualTo(own);
            refuses(email, SHORT + "!");
        }
    }

    @Test
    void costAsManyHashesAsAnybodyWhenThePasswordIsWrong() {
        String email = newEmail();
        people.take(caller, person(email, Salted.SALT_BEFORE));
        for (String each : new String[] {email, newEmail()}) {
            long before = evaluated();
            refuses(each, "wrong");
            assertThat(evaluated() - before).as(each).isEqualTo(1);
        }
    }

    @Test
    void changeItByTheRulesAndDoNotComeBackToIt() {
        String email = newEmail();
        people.take(caller, person(email, Salted.SALT_AFTER));
        ApiClient api = SignIn.person(app, email, SHORT);
        assertThat(change(api, SHORT, SHORT + "1")).isEqualTo(422);
        assertThat(change(api, SHORT, SignIn.PASSWORD)).isEqualTo(204);
        refuses(email, SHORT);
        assertThat(SignIn.person(app, email, SignIn.PASSWORD).get("/v1/me").status())
                .isEqualTo(200);
    }

    @Test
    void areToldApartFromThoseWhoCameThemselves() {
        String email = newEmail();
        assertThat(people.obstacle(tenant, email)).isEmpty();
        people.take(caller, person(email, Salted.BARE));
        int made = made();
        assertThat(people.take(caller, person(email.toUpperCase(Locale.ROOT), Salted.BARE)))
                .isEqualTo(Outcome.ALREADY_IMPORTED);
        superuser.update("update identity.account set imported_at = null where tenant_id = ?", tenant.value());
        assertThat(people.take(caller, person(email, Salted.BARE))).isEqualTo(Outcome.ADDRESS_IN_USE);
        assertThat(made()).isEqualTo(made);
    }

    @Test
    void becomeOneAccountWhenTwoRunsRace() throws Exception {
        String email = newEmail();
        int before = made();
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Callable<Outcome> run = () -> people.take(caller, person(email, Salted.BARE));
            List<Future<Outcome>> runs = both.invokeAll(List.of(run, run));
            assertThat(List.of(runs.getFirst().get(), runs.getLast().get()))
                    .containsExactlyInAnyOrder(Outcome.IMPORTED, Outcome.ALREADY_IMPORTED);
        }
        assertThat(made()).isEqualTo(before + 1);
    }

    @Test
    void leaveEventsWithoutAnythingOfThePerson() {
        String email = newEmail();
        people.take(caller, person(email, Salted.BARE));
        List<String> events = superuser.queryForList(
                "select convert_from(body, 'UTF8') from audit.event where tenant_id = ? and convert_from(body, 'UTF8') like '%import users%'",
                String.class, tenant.value());
        assertThat(events)
                .anySatisfy(event -> assertThat(event).contains("account.create", "\"password\":\"imported\""))
                .anySatisfy(event -> assertThat(event).contains("subscriber.register"))
                .allSatisfy(event -> assertThat(event).doesNotContain(email, "Lovelace", "sha256"));
    }

    private long evaluated() {
        return meters.get("flowlet.passwords.evaluated").timer().count();
    }

    private int made() {
        Integer count = superuser.queryForObject(
                "select count(*) from subscribers.subscriber where tenant_id = ?", Integer.class, tenant.value());
        return count == null ? -1 : count;
    }

    private static int change(ApiClient api, String current, String wanted) {
        return api.post("/v1/me/password", """
                        {"current_password":"%s","new_password":"%s"}
                        """.formatted(current, wanted)).status();
    }

    private void refuses(String email, String password) {
        Browser browser = SignIn.browser(app);
        String page = Browser.location(browser.get("/oauth2/authorize?" + SignIn.query(app)));
        assertThat(SignIn.submit(browser, page, email, password).statusCode()).isEqualTo(422);
    }

    /** Of whoever was imported last. */
    private String stored() {
        return String.valueOf(superuser.queryForObject(
                "select password_hash from identity.account where tenant_id = ? order by created_at desc limit 1",
                String.class,
                tenant.value()));
    }

    private static ImportPerson person(String email, Salted salted) {
        LegacyHash hash = LegacyHash.of(salted, salted == Salted.BARE ? null : SALT, digest(salted));
        return new ImportPerson(new RegisterSubscriber(new PersonName("Ada", "Lovelace"), email), hash);
    }

    private static byte[] digest(Salted salted) {
        byte[] password = SHORT.getBytes(StandardCharsets.UTF_8);
        return switch (salted) {
            case BARE -> sha256(password);
            case SALT_BEFORE -> sha256(SALT, password);
            case SALT_AFTER -> sha256(password, SALT);
        };
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String newEmail() {
        return UUID.randomUUID() + "@example.com";
    }
}
