package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Finds a moment in which no batch of a tenant is half-way.
 *
 * <p>Every batch reads the tenant's row of {@code ledger.book} {@code for share} before anything else and keeps that lock until it commits.
 * Who gets the row {@code for update} therefore stands after all batches that had begun, and before all that have not: those make their ids
 * and booking times later. Waiters queue up, so hold it for a moment only. Order of locks: book, accounts, holds, idempotency. Thread-safe.
 */
@Component
public final class BookLock {
    private static final String LOCK = "select closed_before from ledger.book where tenant_id = ? for update";
    private static final String CLOSE = "update ledger.book set closed_before = 'infinity' where tenant_id = ?";

    private final Transactions transactions;
    private final BookRows book;
    private final JdbcTemplate jdbc;

    BookLock(Transactions transactions, BookRows book, JdbcTemplate jdbc) {
        this.transactions = transactions;
        this.book = book;
        this.jdbc = jdbc;
    }

    /** Takes the lock, which ends with the open transaction of the tenant. */
    public void take(TenantId tenant) {
        book.add(tenant);
        jdbc.queryForList(LOCK, tenant.value());
    }

    /** As {@link #take}, and if the open transaction commits no value date is open any more. */
    public void closeForGood(TenantId tenant) {
        take(tenant);
        jdbc.update(CLOSE, tenant.value());
    }

    /** Returns when every batch that had begun has committed or is gone. Not inside a transaction: it would keep the lock. */
    public void pass(TenantId tenant) {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a transaction is open: it would keep the book locked");
        }
        transactions.run(tenant, () -> take(tenant));
    }
}
