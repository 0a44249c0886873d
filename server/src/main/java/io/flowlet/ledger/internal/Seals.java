package io.flowlet.ledger.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.stereotype.Component;

/**
 * Commits to the transfers of a tenant, range after range, so that a row that is changed, removed or added afterwards is found.
 *
 * <p>A range ends a minute ago or earlier, and is read after every batch that had begun by then has ended ({@link BookLock}): nobody can add
 * a transfer to it any more. It is hashed without any lock. The root goes into the audit log in the transaction that writes the seal.
 * Thread-safe; of two instances that seal the same range one gives way.
 */
@Component
public final class Seals {
    /** Transfers of one seal at most. */
    static final int MOST = 100_000;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String LAST =
            "select number, through_id from ledger.seal where tenant_id = ? order by number desc limit 1";
    private static final String ANY =
            "select 1 from ledger.transfer where tenant_id = ? and id > ? and id <= ? limit 1";
    private static final String INSERT = """
            insert into ledger.seal (tenant_id, number, after_id, through_id, transfers, root, sealed_at) values (?, ?, ?, ?, ?, ?, ?)
            """;

    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final BookLock book;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    Seals(Transactions transactions, JdbcTemplate jdbc, BookLock book, AuditLog audit, Uuid7 ids, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.book = book;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    private record Last(long number, UUID through) {}

    private record Range(UUID after, UUID through) {}

    /**
     * Seals all that is old enough.
     *
     * @return how many transfers were sealed
     */
    public long run(TenantId tenant) {
        UUID bound = UtcDays.leastId(clock.instant().minus(UtcDays.GRACE));
        long all = 0;
        long sealed;
        do {
            sealed = seal(tenant, bound);
            all += sealed;
        } while (sealed == MOST);
        return all;
    }

    private long seal(TenantId tenant, UUID bound) {
        Last last = transactions.in(tenant, () -> last(tenant));
        Range range = new Range(last.through(), bound);
        if (!transactions.in(tenant, () -> isAny(tenant, range))) {
            return 0;
        }
        book.pass(tenant);
        TransferTree tree = transactions.in(tenant, () -> hash(tenant, range));
        // of a range that was cut short the rest is the next seal's
        UUID through = tree.size() == MOST ? Objects.requireNonNull(tree.last()) : bound;
        try {
            transactions.run(tenant, () -> write(tenant, last.number() + 1, new Range(range.after(), through), tree));
            return tree.size();
        } catch (DuplicateKeyException e) {
            return 0; // another instance was faster
        }
    }

    private Last last(TenantId tenant) {
        return jdbc
                .query(LAST, (row, i) -> new Last(row.getLong(1), row.getObject(2, UUID.class)), tenant.value())
                .stream()
                .findFirst()
                .orElse(new Last(0, BEFORE_ALL));
    }

    private boolean isAny(TenantId tenant, Range range) {
        return !jdbc.queryForList(ANY, Integer.class, tenant.value(), range.after(), range.through())
                .isEmpty();
    }

    private TransferTree hash(TenantId tenant, Range range) {
        TransferTree tree = new TransferTree();
        jdbc.query(
                connection -> {
                    PreparedStatement rows = connection.prepareStatement(TransferTree.ROWS);
                    rows.setFetchSize(TransferTree.FETCH);
                    rows.setInt(1, tenant.value());
                    rows.setObject(2, range.after());
                    rows.setObject(3, range.through());
                    rows.setInt(4, MOST);
                    return rows;
                },
                (RowCallbackHandler) tree::add);
        return tree;
    }

    private void write(TenantId tenant, long number, Range range, TransferTree tree) {
        Instant now = clock.instant();
        jdbc.update(
                INSERT,
                tenant.value(),
                number,
                range.after(),
                range.through(),
                tree.size(),
                tree.root().bytes(),
                UtcDays.utc(now));
        audit.record(AuditEvent.done(caller(tenant), "ledger.seal", "seal_" + number)
                .with("number", number)
                .with("after", range.after().toString())
                .with("through", range.through().toString())
                .with("transfers", tree.size())
                .with("root", tree.root().hex()));
    }

    private Caller caller(TenantId tenant) {
        UUID request = ids.next();
        return new Caller(
                Actor.system(tenant, "ledger seals"),
                new Trace(request.toString().replace("-", ""), PublicId.format("req", request)));
    }
}
