package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.AccountOwner;
import io.flowlet.ledger.EntryKind;
import io.flowlet.ledger.HoldId;
import io.flowlet.ledger.LedgerTransaction;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.TransactionId;
import io.flowlet.ledger.internal.engine.TransferKind;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Transactions as a program reads them, with what has moved back of each leg. Every method works inside the open transaction of the tenant.
 * Thread-safe.
 */
@Component
public final class ProgramTransfers {
    /** So many transfers are looked at for one page, those of other modules included. */
    static final int WINDOW = 5_000;

    // two arrays walked together, so that each transaction's legs are found by the primary key
    private static final String LEGS = """
            select t.id, t.tx_id, t.kind, t.currency, t.debit_account, d.public_id, da.owner, t.credit_account, c.public_id, ca.owner,
                   t.amount, t.value_at, t.booked_at, t.ref_id, coalesce(r.reversed, 0)
            from unnest(?::uuid[], ?::uuid[]) as wanted (first, last)
            join ledger.transfer t on t.tenant_id = ? and t.id between wanted.first and wanted.last and t.tx_id = wanted.first
            join ledger.account_info d on d.tenant_id = t.tenant_id and d.id = t.debit_account
            join ledger.account_info c on c.tenant_id = t.tenant_id and c.id = t.credit_account
            join ledger.account da on da.tenant_id = t.tenant_id and da.id = t.debit_account
            join ledger.account ca on ca.tenant_id = t.tenant_id and ca.id = t.credit_account
            left join ledger.reversal r on r.tenant_id = t.tenant_id and r.transfer_id = t.id
            order by t.tx_id desc, t.id
            """;
    // a first leg has its transaction's id
    private static final String PAGE = """
            select w.id from (
              select id, tx_id, debit_account, credit_account from ledger.transfer
              where tenant_id = ? and (?::uuid is null or id < ?) order by id desc limit ?
            ) w
            join ledger.account d on d.tenant_id = ? and d.id = w.debit_account and d.owner = ?
            join ledger.account c on c.tenant_id = ? and c.id = w.credit_account and c.owner = ?
            where w.id = w.tx_id order by w.id desc limit ?
            """;
    private static final String WINDOW_END = """
            select id from ledger.transfer where tenant_id = ? and (?::uuid is null or id < ?) order by id desc offset ? limit 1
            """;

    private final JdbcTemplate jdbc;

    ProgramTransfers(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A leg as it stands in the books.
     *
     * @param own whether both accounts are the program's
     * @param ref the hold that is captured or released, the transfer that is moved back
     */
    public record BookedLeg(
            UUID transfer,
            EntryKind kind,
            AccountNumber debit,
            AccountNumber credit,
            LedgerTransaction.Leg leg,
            boolean own,
            Instant valueAt,
            Instant bookedAt,
            @Nullable UUID ref) {}

    /** Those of the transactions that the tenant has, the newest first, each with its legs in order. */
    public Map<TransactionId, List<BookedLeg>> find(TenantId tenant, Collection<TransactionId> wanted) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        UUID[] firsts = wanted.stream().map(TransactionId::value).toArray(UUID[]::new);
        UUID[] lasts =
                wanted.stream().map(id -> id.transfer(Posting.MAX_LEGS - 1)).toArray(UUID[]::new);
        List<BookedLeg> legs = jdbc.query(LEGS, (row, i) -> read(row), firsts, lasts, tenant.value());
        return legs.stream()
                .collect(Collectors.groupingBy(
                        leg -> TransactionId.from(leg.transfer()), LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * Transactions between the program's accounts, newest first.
     *
     * @param ids at most {@code limit}
     * @param rest where the next page goes on; null at the end
     */
    public record Listed(List<TransactionId> ids, @Nullable UUID rest) {}

    /** A page, which may be short although more follow: it ends where its window does. */
    public Listed page(TenantId tenant, @Nullable UUID before, int limit) {
        int id = tenant.value();
        String owner = AccountOwner.PROGRAM.module();
        List<UUID> found =
                jdbc.queryForList(PAGE, UUID.class, id, before, before, WINDOW, id, owner, id, owner, limit + 1);
        List<TransactionId> ids =
                found.stream().limit(limit).map(TransactionId::new).toList();
        if (found.size() > limit) {
            return new Listed(ids, ids.getLast().value());
        }
        List<UUID> end = jdbc.queryForList(WINDOW_END, UUID.class, id, before, before, WINDOW - 1);
        return new Listed(ids, end.isEmpty() ? null : end.getFirst());
    }

    /** A transaction as it is told outside. */
    public static LedgerTransaction told(TransactionId id, List<BookedLeg> legs) {
        BookedLeg first = legs.getFirst();
        return new LedgerTransaction(
                id,
                first.kind(),
                first.valueAt(),
                first.bookedAt(),
                first.kind() == EntryKind.REVERSAL && first.ref() != null ? TransactionId.from(first.ref()) : null,
                hold(id, first),
                legs.stream().map(BookedLeg::leg).toList());
    }

    private static @Nullable HoldId hold(TransactionId id, BookedLeg leg) {
        return switch (leg.kind()) {
            case HOLD -> HoldId.of(id);
            case CAPTURE, VOID, EXPIRE -> leg.ref() == null ? null : new HoldId(leg.ref());
            case POST, REVERSAL, ADJUSTMENT -> null;
        };
    }

    private static BookedLeg read(ResultSet row) throws SQLException {
        Currency currency = StoredCurrency.of(row.getInt(4));
        String owner = AccountOwner.PROGRAM.module();
        return new BookedLeg(
                row.getObject(1, UUID.class),
                TransferRows.shown(TransferKind.ofCode(row.getShort(3))),
                new AccountNumber(row.getLong(5)),
                new AccountNumber(row.getLong(8)),
                new LedgerTransaction.Leg(
                        new AccountId(row.getObject(6, UUID.class)),
                        new AccountId(row.getObject(9, UUID.class)),
                        new Money(currency, row.getLong(11)),
                        new Money(currency, row.getLong(15))),
                owner.equals(row.getString(7)) && owner.equals(row.getString(10)),
                row.getTimestamp(12).toInstant(),
                row.getTimestamp(13).toInstant(),
                row.getObject(14, UUID.class));
    }
}
