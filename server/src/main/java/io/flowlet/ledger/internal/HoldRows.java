package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.HoldStatus;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Holds as rows. Every method works inside the open transaction of the tenant. Thread-safe. */
@Component
public final class HoldRows {
    private static final String SELECT = """
            select h.id, h.currency, h.state, h.debit_account, h.credit_account, h.amount, h.remaining, h.captured, h.capture_limit,
                   h.expires_at, h.placed_at
            from ledger.hold h
            """;
    private static final String FIND = SELECT + "where h.tenant_id = ? and h.id = any (?)";
    // both accounts are the owner's: what a hold promises to others is told by the module that owns it
    private static final String LIST = SELECT + """
                    join ledger.account d on d.tenant_id = h.tenant_id and d.id = h.debit_account and d.owner = ?
                    join ledger.account c on c.tenant_id = h.tenant_id and c.id = h.credit_account and c.owner = ?
                    where h.tenant_id = ? and (?::uuid is null or h.id < ?)
                    order by h.id desc limit ?
                    """;

    private final JdbcTemplate jdbc;

    HoldRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of the holds that the tenant has. */
    public List<Hold> find(TenantId tenant, Collection<HoldId> ids) {
        UUID[] wanted = ids.stream().map(HoldId::value).toArray(UUID[]::new);
        return jdbc.query(FIND, (row, number) -> read(row), tenant.value(), wanted);
    }

    /** Holds between accounts of one owner, newest first. */
    public List<Hold> list(TenantId tenant, AccountOwner owner, @Nullable UUID before, int limit) {
        return jdbc.query(
                LIST,
                (row, number) -> read(row),
                owner.module(),
                owner.module(),
                tenant.value(),
                before,
                before,
                limit);
    }

    private static Hold read(ResultSet row) throws SQLException {
        Currency currency = StoredCurrency.of(row.getInt("currency"));
        Timestamp expiresAt = row.getTimestamp("expires_at");
        return new Hold(
                new HoldId(row.getObject("id", UUID.class)),
                new AccountNumber(row.getLong("debit_account")),
                new AccountNumber(row.getLong("credit_account")),
                new Money(currency, row.getLong("amount")),
                new Money(currency, row.getLong("remaining")),
                new Money(currency, row.getLong("captured")),
                new Money(currency, row.getLong("capture_limit")),
                HoldStatus.values()[row.getInt("state")],
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getTimestamp("placed_at").toInstant());
    }
}
