package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What tests of sign-in share: a program of their own with an app, and people. */
abstract class SignInTests extends ServerTests {
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @LocalServerPort
    int port;

    @Autowired
    Programs programs;

    @Autowired
    Accounts accounts;

    final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());

    TestProgram program;
    TenantId tenant;
    ApiClient admin;
    SignIn.App app;

    @BeforeEach
    void openProgram() {
        program = TestProgram.create(port, programs);
        tenant = program.tenant(TenantMode.TEST);
        admin = program.client();
        app = SignIn.app(port, admin, "subscriber", "profile:read", "profile:write", "wallets:read");
    }

    /** A subscriber with an account. */
    record Person(UUID id, String email) {}

    Caller system() {
        return new Caller(Actor.system(tenant, "test"), new Trace("0".repeat(32), "req_test"));
    }

    static String newEmail() {
        return "person%d@example.com".formatted(PEOPLE.incrementAndGet());
    }

    Person subscriber() {
        String email = newEmail();
        String id = admin.post("/v1/subscribers", """
                        {"given_name":"Ada","family_name":"Lovelace","email":"%s"}
                        """.formatted(email)).text("/id");
        UUID uuid = SubscriberId.of(id).value();
        AccountOutcome outcome = accounts.createSubscriber(system(), tenant, uuid, email, SignIn.PASSWORD);
        assertThat(outcome).isInstanceOf(AccountOutcome.Created.class);
        return new Person(uuid, email);
    }

    Person staff(StaffRole... roles) {
        String email = newEmail();
        AccountOutcome outcome = accounts.createStaff(system(), tenant, email, Set.of(roles[0]), SignIn.PASSWORD);
        UUID id = ((AccountOutcome.Created) outcome).account().id();
        // nobody is given roles that exclude each other: a test that wants them all plants them
        String[] codes = Arrays.stream(roles).map(StaffRole::code).toArray(String[]::new);
        superuser.update("update identity.account set roles = ? where id = ?", codes, id);
        return new Person(id, email);
    }

    SignIn.App staffApp() {
        return SignIn.app(
                port, admin, "staff", Scopes.staff().stream().map(Scope::value).toArray(String[]::new));
    }
}
