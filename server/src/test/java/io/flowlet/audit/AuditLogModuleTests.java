package io.flowlet.audit;

import static io.flowlet.audit.AuditContext.callerOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import io.flowlet.testing.Cases;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

class AuditLogModuleTests {
    private static final AuditContext CONTEXT = new AuditContext();
    private static int tenants = 100;

    private final TenantId tenant = new TenantId(++tenants);
    private final AuditLog log = CONTEXT.log();

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void refusesToRecordOutsideATransaction() {
        assertThatThrownBy(() -> log.record(done("pay_1"))).isInstanceOf(IllegalStateException.class);
        assertThat(stored()).isZero();
    }

    @Test
    void refusesAnEventOfAnotherTenantThanTheOpenOne() {
        assertThatThrownBy(() -> CONTEXT.transactions().run(new TenantId(9_999), () -> log.record(done("pay_1"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no place in a transaction of");
        assertThatThrownBy(() -> CONTEXT.transactions().control(() -> {
                    log.record(done("pay_1"));
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(stored()).isZero();
    }

    @Test
    void commitsAndRollsBackWithTheBusiness() {
        CONTEXT.transactions().run(tenant, () -> log.record(done("pay_1")));
        assertThatThrownBy(() -> CONTEXT.transactions().run(tenant, () -> {
                    log.record(done("pay_2"));
                    throw new IllegalArgumentException("the business failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(bodies()).extracting(body -> body.get("object")).containsExactly("pay_1");
    }

    @Test
    void recordsARefusalInATransactionOfItsOwnAndNeverInsideAnother() {
        log.recordAlone(
                AuditEvent.refused(callerOf(tenant.value()), "payment.create", "/v1/payments", "scope_missing"));
        assertThatThrownBy(() -> CONTEXT.transactions().run(tenant, () -> log.recordAlone(done("pay_1"))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(bodies())
                .singleElement()
                .satisfies(body ->
                        assertThat(body).containsEntry("outcome", "refused").containsEntry("reason", "scope_missing"));
    }

    @Test
    void writesTheBodyAsCanonicalJsonWithANonceOfItsOwn() {
        AuditEvent event = done("pay_1")
                .withIdempotencyKey("key-1")
                .with("amount", "12.50")
                .with("count", 3)
                .with("large", Long.MIN_VALUE)
                .with("broken", "\ud800");
        CONTEXT.transactions().run(tenant, () -> log.recordAll(List.of(event, event)));

        assertThat(bodies()).hasSize(2).allSatisfy(body -> {
            assertThat(body)
                    .containsEntry("v", 1L)
                    .containsEntry("tenant", (long) tenant.value())
                    .containsEntry("action", "payment.create")
                    .containsEntry("object", "pay_1")
                    .containsEntry("outcome", "done")
                    .containsEntry("idempotency_key", "key-1")
                    .containsEntry("request_id", "req_1")
                    .containsEntry("trace_id", "0af7651916cd43dd8448eb211c80319c")
                    .containsEntry(
                            "details",
                            Map.of("amount", "12.50", "count", 3L, "large", "-9223372036854775808", "broken", "?"))
                    .containsEntry(
                            "actor",
                            Map.of(
                                    "kind",
                                    "client",
                                    "principal",
                                    new UUID(7, tenant.value()).toString(),
                                    "name",
                                    "client-" + tenant.value(),
                                    "method",
                                    "client_secret_basic"))
                    .doesNotContainKey("reason");
            assertThat((String) body.get("at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
            assertThat((String) body.get("nonce")).matches("[0-9a-f]{32}");
        });
        assertThat(bodies()).extracting(body -> body.get("nonce")).doesNotHaveDuplicates();
        assertThat(bodies()).extracting(body -> body.get("id")).isEqualTo(publicIds());
    }

    @Test
    void refusesADetailThatIsNoPlainValue() {
        assertThatThrownBy(() -> CONTEXT.transactions()
                        .run(tenant, () -> log.record(done("pay_1").with("amount", 1.5))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("amount");
    }

    @Test
    void writesAnyNumberOfEventsAtOnce() {
        Cases.check("events of one transaction", 15, random -> {
            int count = random.nextInt(0, 1_200);
            long before = stored();
            List<AuditEvent> events = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                events.add(done("pay_" + i));
            }
            CONTEXT.transactions().run(tenant, () -> log.recordAll(events));
            assertThat(stored()).isEqualTo(before + count);
        });
    }

    @Test
    void letsTheApplicationNeitherChangeNorRemoveNorBackdateAnEvent() {
        CONTEXT.transactions().run(tenant, () -> log.record(done("pay_1")));
        for (String sql : List.of(
                "update audit.event set body = ''",
                "delete from audit.event",
                "truncate audit.event",
                "insert into audit.event (xact, tenant_id, id, body) values ('1', %d, gen_random_uuid(), '')"
                        .formatted(tenant.value()),
                "insert into audit.leaf (index, tenant_id, xact, id, entry) values (0, %d, '1', gen_random_uuid(), sha256(''))"
                        .formatted(tenant.value()),
                "update audit.head set size = 7",
                "select count(*) from audit.event_default")) {
            assertThatThrownBy(() -> CONTEXT.transactions()
                            .run(tenant, () -> CONTEXT.jdbc().execute(sql)))
                    .as(sql)
                    .isInstanceOf(DataAccessException.class)
                    .rootCause()
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void stopsEvenASuperuserWhoForgetsToSwitchTheTriggersOff() {
        CONTEXT.transactions().run(tenant, () -> log.record(done("pay_1")));
        List<String> partitions = CONTEXT.superuser.queryForList(
                "select inhrelid::regclass::text from pg_inherits where inhparent = 'audit.event'::regclass",
                String.class);
        assertThat(partitions).hasSize(4);
        List<String> tables = new ArrayList<>(partitions);
        tables.add("audit.event");
        for (String table : tables) {
            refused("truncate " + table);
        }
        refused("update audit.event set body = ''");
        refused("delete from audit.event");
    }

    @Test
    void showsATenantItsOwnEventsOnlyAndNobodyWithoutATenantAny() {
        TenantId other = new TenantId(++tenants);
        CONTEXT.transactions().run(tenant, () -> log.record(done("pay_mine")));
        CONTEXT.transactions()
                .run(other, () -> log.record(AuditEvent.done(callerOf(other.value()), "payment.create", "pay_theirs")));

        assertThat(bodies()).extracting(body -> body.get("object")).containsExactly("pay_mine");
        assertThat(CONTEXT.jdbc().queryForObject("select count(*) from audit.event", Long.class))
                .isZero();
    }

    private static void refused(String sql) {
        assertThatThrownBy(() -> CONTEXT.superuser.execute(sql))
                .as(sql)
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("never changed or removed");
    }

    private AuditEvent done(String object) {
        return AuditEvent.done(callerOf(tenant.value()), "payment.create", object);
    }

    private long stored() {
        return CONTEXT.transactions().in(tenant, () -> count(CONTEXT.jdbc()));
    }

    private static long count(JdbcTemplate jdbc) {
        Long count = jdbc.queryForObject("select count(*) from audit.event", Long.class);
        return count == null ? 0 : count;
    }

    private List<Map<String, Object>> bodies() {
        return CONTEXT.transactions()
                .in(
                        tenant,
                        () -> CONTEXT.jdbc()
                                .query(
                                        "select body from audit.event order by id",
                                        (row, number) -> parsed(row.getBytes(1))));
    }

    private List<Object> publicIds() {
        return CONTEXT.transactions()
                .in(
                        tenant,
                        () -> CONTEXT.jdbc()
                                .query(
                                        "select id from audit.event order by id",
                                        (row, number) -> PublicId.format("aud", row.getObject(1, UUID.class))));
    }

    @SuppressWarnings("NullAway") // no member of a body is null
    private static Map<String, Object> parsed(byte[] body) {
        try {
            return CanonicalJson.parseCanonicalObject(body);
        } catch (Malformed e) {
            throw new AssertionError(new String(body, StandardCharsets.UTF_8), e);
        }
    }
}
