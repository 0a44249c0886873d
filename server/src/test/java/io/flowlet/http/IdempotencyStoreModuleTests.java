package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.LedgerContext;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The store of answers on PostgreSQL. */
class IdempotencyStoreModuleTests {
    private static final LedgerContext CONTEXT = new LedgerContext();
    private static final String ROWS_READ = """
            select coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0) from pg_stat_xact_user_tables
            where relid = 'http.idempotency'::regclass
            """;

    private final IdempotencyStore store = CONTEXT.bean(IdempotencyStore.class);
    private final Transactions transactions = CONTEXT.bean(Transactions.class);
    private final TenantId tenant = LedgerContext.newTenant();
    private final UUID principal = UUID.randomUUID();

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void aLookUpReadsTheRowsOfItsKeysOnlyThoughTheTenantHasGrownSinceItWasPlanned() {
        for (int i = 0; i < 10; i++) { // so often that the driver and the database keep the plan
            transactions.run(tenant, () -> store.findAll(tenant, keys(0, 20)));
        }
        transactions.run(tenant, () -> store.write(rows(keys(0, 3_000))));

        transactions.run(tenant, () -> {
            long before = rowsRead();
            assertThat(store.findAll(tenant, keys(2_990, 3_010))).hasSize(10);
            assertThat(rowsRead() - before).isEqualTo(10);
        });
    }

    @Test
    void aSlotThatIsAskedForTwiceIsAnsweredOnce() {
        transactions.run(tenant, () -> store.write(rows(keys(0, 1))));
        List<IdempotencyKey> twice = List.of(key(0), key(0));

        assertThat(transactions.in(tenant, () -> store.findAll(tenant, twice)))
                .containsOnlyKeys(IdempotencyStore.slot(key(0)));
    }

    @Test
    void theSameKeyOfAnotherPrincipalOrRouteIsAnotherSlot() {
        transactions.run(tenant, () -> store.write(rows(keys(0, 1))));
        IdempotencyKey stranger = new IdempotencyKey(tenant, UUID.randomUUID(), "POST /v1/x", "key-0", "00".repeat(32));
        IdempotencyKey elsewhere = new IdempotencyKey(tenant, principal, "POST /v1/y", "key-0", "00".repeat(32));

        assertThat(transactions.in(tenant, () -> store.findAll(tenant, List.of(stranger, elsewhere))))
                .isEmpty();
    }

    private static long rowsRead() {
        Long rows = CONTEXT.bean(JdbcTemplate.class).queryForObject(ROWS_READ, Long.class);
        return rows == null ? 0 : rows;
    }

    private List<IdempotencyKey> keys(int from, int until) {
        return IntStream.range(from, until).mapToObj(this::key).toList();
    }

    private IdempotencyKey key(int number) {
        return new IdempotencyKey(tenant, principal, "POST /v1/x", "key-" + number, "00".repeat(32));
    }

    private static List<IdempotencyRow> rows(List<IdempotencyKey> keys) {
        return keys.stream()
                .map(key -> new IdempotencyRow(key, new StoredAnswer(201, "{}"), true))
                .toList();
    }
}
