package io.flowlet.tenants;

import io.flowlet.actor.TenantId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Opens every transaction of the application (READ COMMITTED).
 *
 * <p>{@link #in} tells PostgreSQL the tenant with {@code SET LOCAL} as the first statement, so that row-level security shows that tenant's
 * rows and no others; {@link #control} sets none and so reaches control and reference tables only. A call inside an open transaction joins
 * it when the tenant is the same and is refused otherwise. Thread-safe.
 */
@Component
public final class Transactions {
    /** Bound to the thread while one of our transactions is open. */
    private static final Object TENANT = new Object();

    private final TransactionTemplate template;
    private final JdbcTemplate jdbc;

    /** @param transactionManager of the data source that {@code jdbc} uses */
    public Transactions(PlatformTransactionManager transactionManager, JdbcTemplate jdbc) {
        this.template = new TransactionTemplate(transactionManager);
        this.jdbc = jdbc;
    }

    /**
     * Runs {@code work} in a transaction of {@code tenant}; commits when it returns, rolls back when it throws.
     *
     * @throws IllegalStateException if a transaction of another tenant, or one without a tenant, is open
     */
    public <T> T in(TenantId tenant, Supplier<T> work) {
        return open(Optional.of(tenant), work);
    }

    /** As {@link #in(TenantId, Supplier)}, for work without a result. */
    public void run(TenantId tenant, Runnable work) {
        in(tenant, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Runs {@code work} in a transaction that sees no tenant's rows.
     *
     * @throws IllegalStateException if a transaction of a tenant is open
     */
    public <T> T control(Supplier<T> work) {
        return open(Optional.empty(), work);
    }

    /** Whether the calling thread is inside a transaction. */
    public boolean isOpen() {
        return TransactionSynchronizationManager.isActualTransactionActive();
    }

    /**
     * The tenant of the open transaction.
     *
     * @throws IllegalStateException if none is open
     */
    @SuppressWarnings("unchecked") // bound below, nowhere else
    public Optional<TenantId> current() {
        if (!isOpen()) {
            throw new IllegalStateException("no transaction is open: enter through Transactions.in(…) or control(…)");
        }
        return (Optional<TenantId>) Objects.requireNonNull(TransactionSynchronizationManager.getResource(TENANT));
    }

    private <T> T open(Optional<TenantId> tenant, Supplier<T> work) {
        if (isOpen()) {
            if (!tenant.equals(current())) {
                throw new IllegalStateException("a transaction stays with its tenant: %s is open, %s was asked for"
                        .formatted(current(), tenant));
            }
            return work.get();
        }
        return Objects.requireNonNull(template.execute(status -> {
            TransactionSynchronizationManager.bindResource(TENANT, tenant);
            try {
                // a literal, not set_config(): Citus passes only SET LOCAL on to its workers; the value is an int
                tenant.ifPresent(id -> jdbc.execute("set local flowlet.tenant = '" + id.value() + "'"));
                return work.get();
            } finally {
                TransactionSynchronizationManager.unbindResource(TENANT);
            }
        }));
    }
}
