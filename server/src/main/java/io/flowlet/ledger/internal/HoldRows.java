package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.Hold;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.HoldStatus;
import io.flowlet.ledger.internal.engine.Held;
import io.flowlet.ledger.internal.engine.HoldState;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    // one by one: see IdempotencyStore
    private static final String HELD = """
            select found.* from unnest(?::uuid[]) as wanted (id)
            cross join lateral (
              select h.id, h.debit_account, h.credit_account, h.currency, h.amount, h.remaining, h.captured, h.capture_limit,
                     h.expires_at, h.state, h.placed_at
              from ledger.hold h where h.tenant_id = ? and h.id = wanted.id offset 0
            ) as found
            """;
    private static final String DUE = """
            select h.id, h.currency, h.debit_account, h.credit_account, d.owner, c.owner
            from ledger.hold h
            join ledger.account d on d.tenant_id = h.tenant_id and d.id = h.debit_account
            join ledger.account c on c.tenant_id = h.tenant_id and c.id = h.credit_account
            where h.tenant_id = ? and h.state = 0 and h.expires_at <= ? and h.id <> all (?)
            order by h.expires_at, h.id limit ?
            """;
    private static final MultiRow<Row> WRITE =
            new MultiRow<>("""
            insert into ledger.hold (tenant_id, currency, state, id, debit_account, credit_account, amount, remaining, captured, capture_limit,
              expires_at, placed_at) values
            """, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", """
            on conflict (tenant_id, id)
            do update set state = excluded.state, remaining = excluded.remaining, captured = excluded.captured
            """, HoldRows::bind);

    private final JdbcTemplate jdbc;

    HoldRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(TenantId tenant, Held held) {}

    /**
     * A hold whose time has come.
     *
     * @param owners of its two accounts
     */
    public record Due(Hold.Ref hold, Set<AccountOwner> owners) {}

    /** Open holds whose time has come, the longest overdue first, without those that are left out. */
    public List<Due> due(TenantId tenant, Instant now, Collection<HoldId> without, int limit) {
        UUID[] out = without.stream().map(HoldId::value).toArray(UUID[]::new);
        return jdbc.query(DUE, (row, i) -> due(row), tenant.value(), now.atOffset(ZoneOffset.UTC), out, limit);
    }

    /** Holds for the engine. Whoever changes one has locked both its accounts, so the rows need no lock. */
    List<Held> held(TenantId tenant, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return jdbc.query(HELD, (row, i) -> held(row), ids.toArray(UUID[]::new), tenant.value());
    }

    /** Adds holds that are new and writes what others have left. */
    void write(TenantId tenant, List<Held> changed) {
        WRITE.write(jdbc, changed.stream().map(held -> new Row(tenant, held)).toList());
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
                HoldStatus.valueOf(HoldState.ofCode(row.getShort("state")).name()),
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getTimestamp("placed_at").toInstant());
    }

    private static Held held(ResultSet row) throws SQLException {
        Timestamp expiresAt = row.getTimestamp(9);
        return new Held(
                row.getObject(1, UUID.class),
                row.getLong(2),
                row.getLong(3),
                row.getShort(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                expiresAt == null ? null : expiresAt.toInstant(),
                HoldState.ofCode(row.getShort(10)),
                row.getTimestamp(11).toInstant());
    }

    private static Due due(ResultSet row) throws SQLException {
        Hold.Ref hold = new Hold.Ref(
                new HoldId(row.getObject(1, UUID.class)),
                new AccountNumber(row.getLong(3)),
                new AccountNumber(row.getLong(4)),
                StoredCurrency.of(row.getInt(2)));
        return new Due(
                hold,
                Stream.of(row.getString(5), row.getString(6))
                        .map(AccountOwner::new)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static void bind(PreparedStatement statement, int at, Row row) throws SQLException {
        Held held = row.held();
        statement.setInt(at, row.tenant().value());
        statement.setShort(at + 1, held.currency());
        statement.setShort(at + 2, held.state().code());
        statement.setObject(at + 3, held.id());
        statement.setLong(at + 4, held.debitAccount());
        statement.setLong(at + 5, held.creditAccount());
        statement.setLong(at + 6, held.amountMinor());
        statement.setLong(at + 7, held.remainingMinor());
        statement.setLong(at + 8, held.capturedMinor());
        statement.setLong(at + 9, held.captureLimitMinor());
        statement.setObject(
                at + 10,
                held.expiresAt() == null ? null : held.expiresAt().atOffset(ZoneOffset.UTC),
                Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setObject(at + 11, held.placedAt().atOffset(ZoneOffset.UTC));
    }
}
