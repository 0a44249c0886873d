package io.flowlet.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What tests of privacy share: a test tenant of their own, where changes happen at once. */
abstract class PrivacyTests extends ServerTests {
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    @LocalServerPort
    protected int port;

    @Autowired
    protected Programs programs;

    @Autowired
    protected Accounts accounts;

    protected final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    protected TestProgram program;
    protected TenantId tenant;
    protected ApiClient api;

    @BeforeEach
    void openProgram() {
        program = TestProgram.create(port, programs);
        tenant = program.tenant(TenantMode.TEST);
        api = program.client();
    }

    protected Caller system() {
        return new Caller(Actor.system(tenant, "test"), new Trace("0".repeat(32), "req_test"));
    }

    /** Somebody of the tenant's staff, signed in. */
    protected ApiClient staff(StaffRole role) {
        String email = "privacy%d@example.com".formatted(PEOPLE.incrementAndGet());
        accounts.createStaff(system(), tenant, email, Set.of(role), SignIn.PASSWORD);
        SignIn.App app = SignIn.app(
                port,
                api,
                "staff",
                Scopes.staff().stream().map(scope -> scope.value()).toArray(String[]::new));
        return SignIn.person(app, email, SignIn.PASSWORD);
    }

    /** The subscriber, signed in. */
    protected ApiClient signedIn(String subscriber, String email) {
        accounts.createSubscriber(system(), tenant, SubscriberId.of(subscriber).value(), email, SignIn.PASSWORD);
        SignIn.App app = SignIn.app(
                port,
                api,
                "subscriber",
                Scopes.subscriber().stream().map(scope -> scope.value()).toArray(String[]::new));
        return SignIn.person(app, email, SignIn.PASSWORD);
    }

    protected static Answer erase(ApiClient caller, String subscriber) {
        return caller.post("/v1/subscribers/" + subscriber + "/erasure", "{\"reason\":\"she left\"}");
    }

    protected static String erased(ApiClient caller, String subscriber) {
        Answer answer = erase(caller, subscriber);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.text("/id");
    }

    /** How many versions of the key for one purpose there are. */
    protected int keys(String subscriber, String purpose) {
        Integer count = superuser.queryForObject(
                "select count(*) from vault.data_key where tenant_id = ? and subject = ? and purpose = ?",
                Integer.class,
                tenant.value(),
                SubscriberId.of(subscriber).value(),
                purpose);
        return count == null ? 0 : count;
    }

    protected int audited(String action, String outcome) {
        Integer count = superuser.queryForObject(
                "select count(*) from audit.event where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'action' = ?"
                        + " and convert_from(body, 'UTF8')::jsonb ->> 'outcome' = ?",
                Integer.class,
                tenant.value(),
                action,
                outcome);
        return count == null ? 0 : count;
    }
}
