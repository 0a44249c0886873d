package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.audit.AuditLog;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.OAuthTests;
import io.flowlet.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RefusalAuditModuleTests extends OAuthTests {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T12:00:00Z"));

    @Autowired
    private AuditLog log;

    private RefusalAudit refusals;

    @BeforeEach
    void setUp() {
        refusals = new RefusalAudit(log, clock);
    }

    @Test
    void writesSoManyEventsAMinuteAndTellsLaterHowManyItLeftOut() {
        ClientCredentials client = newClient();
        ClientCredentials other = newClient();
        for (int i = 0; i < 100; i++) {
            refusals.record(client.client(), "token.issue", "secret_wrong", TRACE);
        }
        refusals.record(other.client(), "token.issue", "secret_wrong", TRACE);
        assertThat(auditOf(client, "refused")).hasSize(RefusalAudit.EACH_MINUTE);
        assertThat(auditOf(other, "refused")).hasSize(1);

        clock.advance(Duration.ofMinutes(1));
        refusals.record(client.client(), "token.issue", "secret_wrong", TRACE);
        refusals.record(client.client(), "token.issue", "secret_wrong", TRACE);
        assertThat(auditOf(client, "refused")).hasSize(RefusalAudit.EACH_MINUTE + 2);
        assertThat(leftOut(client)).isEqualTo("40");
    }

    @Test
    void countsAllUnknownClientsAsOne() {
        int before = unknown();
        for (int i = 0; i < 100; i++) {
            refusals.record(null, "token.issue", "client_unknown", TRACE);
        }
        assertThat(unknown() - before).isEqualTo(RefusalAudit.EACH_MINUTE);
    }

    private int unknown() {
        return superuser.queryForList("""
                        select 1 from audit.event
                        where tenant_id = 0 and convert_from(body, 'utf8')::json ->> 'object' = 'unknown client'
                        """).size();
    }

    private String leftOut(ClientCredentials client) {
        return String.join(
                " ",
                superuser.queryForList(
                        """
                        select convert_from(body, 'utf8')::json -> 'details' ->> 'left_out_before' from audit.event
                        where tenant_id = ? and convert_from(body, 'utf8')::json -> 'details' ->> 'left_out_before' is not null
                        """, String.class, client.client().tenant().value()));
    }
}
