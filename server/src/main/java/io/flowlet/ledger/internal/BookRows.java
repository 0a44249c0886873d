package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * One row a tenant: what is true of all its accounts at once. Whoever writes to the ledger locks it before anything else, a batch "for share",
 * whoever needs a moment without a batch half-way "for update". Every method works inside the open transaction of the tenant. Thread-safe.
 */
@Component
public final class BookRows {
    private static final String SHARE = "select closed_before from ledger.book where tenant_id = ? for share";
    private static final String ADD =
            "insert into ledger.book (tenant_id) values (?) on conflict (tenant_id) do nothing";

    private final JdbcTemplate jdbc;

    BookRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes the tenant's row if it is missing. */
    public void add(TenantId tenant) {
        jdbc.update(ADD, tenant.value());
    }

    /** Keeps periods as they are until the transaction ends; value dates before the answer are closed. */
    Instant share(TenantId tenant) {
        List<Instant> found = closedBefore(tenant);
        if (found.isEmpty()) {
            add(tenant);
            found = closedBefore(tenant);
        }
        return found.getFirst();
    }

    private List<Instant> closedBefore(TenantId tenant) {
        // the driver reads "-infinity" as the least OffsetDateTime, "infinity" as the greatest
        return jdbc.query(
                SHARE, (row, i) -> row.getObject(1, OffsetDateTime.class).toInstant(), tenant.value());
    }
}
