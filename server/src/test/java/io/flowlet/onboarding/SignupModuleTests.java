package io.flowlet.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditLog;
import io.flowlet.database.DatabaseRole;
import io.flowlet.http.FieldFault;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.KycStatus;
import io.flowlet.subscribers.RegisterSubscriber;
import io.flowlet.subscribers.Subscriber;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

class SignupModuleTests extends ServerTests {
    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Transactions transactions;

    @Autowired
    private Subscribers subscribers;

    @Autowired
    private CaseWork cases;

    @Autowired
    private AuditLog audit;

    private final KnownAddresses accounts = new KnownAddresses();
    private TenantId tenant;
    private Signup signup;

    @BeforeEach
    void open() {
        tenant = TestProgram.create(port, programs).tenant(TenantMode.TEST);
        signup = new Signup(transactions, subscribers, accounts, cases, audit);
    }

    @Test
    void makesSubscriberAccountAndCaseTogether() {
        assertThat(signUp("ada@example.com", "a fine long password")).isEqualTo(new Signup.Outcome.Accepted());

        SubscriberId made = Objects.requireNonNull(accounts.known.get("ada@example.com"));
        assertThat(subscribers.exists(tenant, made)).isTrue();
        assertThat(subscribers.kycStatus(tenant, made)).isEqualTo(KycStatus.IN_PROGRESS);
        assertThat(rows("select count(*) from onboarding.kys_case where tenant_id = ?"))
                .isEqualTo(1);
    }

    @Test
    void aKnownAddressGetsTheSameAnswerAfterTheSameWorkAndLeavesNothing() {
        Signup.Outcome first = signUp("ada@example.com", "a fine long password");
        int hashed = accounts.prepared;

        assertThat(signUp("ada@example.com", "another long password")).isEqualTo(first);
        assertThat(accounts.prepared).isEqualTo(hashed + 1);
        assertThat(rows("select count(*) from subscribers.subscriber where tenant_id = ?"))
                .isEqualTo(1);
        assertThat(rows("select count(*) from onboarding.kys_case where tenant_id = ?"))
                .isEqualTo(1);
        assertThat(rows("""
                        select count(*) from audit.event where tenant_id = ?
                        and convert_from(body, 'UTF8')::jsonb @> '{"action":"signup.repeat","outcome":"refused"}'
                        """)).isEqualTo(1);
    }

    @Test
    void aRefusedPasswordIsToldWhetherOrNotTheAddressIsKnown() {
        signUp("ada@example.com", "a fine long password");
        Signup.Outcome refused = new Signup.Outcome.PasswordRefused(List.of(KnownAddresses.TOO_SHORT));

        assertThat(signUp("ada@example.com", "short")).isEqualTo(refused);
        assertThat(signUp("bob@example.com", "short")).isEqualTo(refused);
        assertThat(rows("select count(*) from subscribers.subscriber where tenant_id = ?"))
                .isEqualTo(1);
    }

    private Signup.Outcome signUp(String email, String password) {
        Caller caller = new Caller(Actor.system(tenant, "test"), new Trace("0".repeat(32), "req_test"));
        return signup.signUp(
                caller, new RegisterSubscriber(new Subscriber.PersonName("Ada", "Lovelace"), email), password);
    }

    private long rows(String countOfTenant) {
        Long count = new JdbcTemplate(database().as(DatabaseRole.READER))
                .queryForObject(countOfTenant, Long.class, tenant.value());
        return count == null ? 0 : count;
    }

    /** Keeps addresses as identity would, without passwords. */
    private static final class KnownAddresses implements SubscriberAccounts {
        static final FieldFault TOO_SHORT = new FieldFault("/password", "too_short", "At least 12 characters.");

        private final Map<String, SubscriberId> known = new HashMap<>();
        private int prepared;

        @Override
        public Preparation prepare(String password, List<String> own) {
            prepared++;
            return password.length() < 12
                    ? new Preparation.Refused(List.of(TOO_SHORT))
                    : new Preparation.Taken(
                            (caller, subscriber, email) -> known.putIfAbsent(email, subscriber) == null);
        }
    }
}
