package io.flowlet.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.testing.ServerTests;
import io.flowlet.vault.EpochTurns;
import io.flowlet.vault.EpochTurns.Outcome;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import io.flowlet.vault.Vault;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** Turns of a whole server's keys, and what the audit log tells of them. */
class KeyTurnsModuleTests extends ServerTests {
    private static final TenantId TENANT = new TenantId(770_001);
    private static final Place PLACE = new Place("a.b", "c", new UUID(7, 7));

    @Autowired
    private KeyTurns turns;

    @Autowired
    private EpochTurns epochs;

    @Autowired
    private Vault vault;

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());

    @Test
    void areInTheAuditLogOfThePlatformAndLeaveEverythingReadable() {
        Subject person = new Subject(TENANT, UUID.randomUUID(), Purpose.SERVICE);
        byte[] sealed = vault.encryptText(person, PLACE, "ada@example.org");
        int before = openEpoch();
        String request = "req_turn" + before;
        assertThat(turns.turn(
                        caller(TenantId.PLATFORM, request),
                        new EpochTurns.Demand(true, true),
                        (tenant, tenants, keys) -> {}))
                .isEqualTo(Outcome.TURNED);
        assertThat(openEpoch()).isEqualTo(before + 1);
        assertThat(events(TenantId.PLATFORM, request))
                .containsExactly(
                        "epoch.open {\"number\": %d, \"because\": \"demand\", \"renews_all\": true}"
                                .formatted(before + 1),
                        "epoch.empty {\"number\": %d}".formatted(before),
                        "epoch_key.destroy {\"number\": %d}".formatted(before));
        assertThat(vault.decryptText(person, PLACE, sealed)).isEqualTo("ada@example.org");
        assertThat(turns.runOnce()).as("the job has nothing to do").isEqualTo(Outcome.NOT_DUE);
    }

    @Test
    void ofOneTenantAreInThatTenantsAuditLog() {
        Subject person = new Subject(TENANT, UUID.randomUUID(), Purpose.SERVICE);
        byte[] sealed = vault.encryptText(person, PLACE, "ada@example.org");
        String request = "req_renew" + UUID.randomUUID();
        long keys = turns.renew(caller(TENANT, request));
        assertThat(keys).isPositive();
        Integer version = superuser.queryForObject(
                "select max(version) from vault.tenant_key where tenant_id = ?", Integer.class, TENANT.value());
        assertThat(events(TENANT, request)).containsExactly("tenant_key.renew {\"version\": %d}".formatted(version));
        assertThat(vault.decryptText(person, PLACE, sealed)).isEqualTo("ada@example.org");
    }

    @Test
    void thatGoOnWithoutATenantsDamagedKeyAreInThatTenantsAuditLog() {
        TenantId unlucky = new TenantId(770_002);
        vault.encryptText(new Subject(unlucky, UUID.randomUUID(), Purpose.SERVICE), PLACE, "lost");
        superuser.update("""
                update vault.tenant_key
                set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1), damaged_at = current_timestamp - interval '24 hours'
                where tenant_id = ?
                """, unlucky.value());
        String request = "req_giveup" + UUID.randomUUID();
        assertThat(turns.turn(
                        caller(TenantId.PLATFORM, request),
                        new EpochTurns.Demand(false, true),
                        (tenant, tenants, keys) -> {}))
                .isEqualTo(Outcome.TURNED);
        assertThat(events(unlucky, request)).containsExactly("tenant_key.give_up {\"version\": 1}");
    }

    @Test
    void ofOneTenantAreNotMadeWithoutTheirAuditEvent() {
        Subject person = new Subject(TENANT, UUID.randomUUID(), Purpose.SERVICE);
        byte[] sealed = vault.encryptText(person, PLACE, "ada@example.org");
        List<Integer> before = versions();
        assertThatThrownBy(() -> epochs.renew(TENANT, version -> {
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(versions()).isEqualTo(before);
        assertThat(vault.decryptText(person, PLACE, sealed)).isEqualTo("ada@example.org");
    }

    private List<Integer> versions() {
        return superuser.queryForList(
                "select version from vault.tenant_key where tenant_id = ?", Integer.class, TENANT.value());
    }

    private static Caller caller(TenantId tenant, String request) {
        return new Caller(Actor.system(tenant, "test"), new Trace("0123456789abcdef0123456789abcdef", request));
    }

    private Integer openEpoch() {
        return Objects.requireNonNull(superuser.queryForObject(
                "select max(number) from vault.epoch where destroyed_at is null", Integer.class));
    }

    private List<String> events(TenantId tenant, String request) {
        return superuser.queryForList("""
                select (body ->> 'action') || ' ' || ((body -> 'details')::jsonb)
                from (select id, convert_from(body, 'utf8')::json as body from audit.event where tenant_id = ?) e
                where body::text like '%' || ? || '%' order by id
                """, String.class, tenant.value(), request);
    }
}
