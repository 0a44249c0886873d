package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.database.Timestamptz;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.Entry;
import io.flowlet.ledger.EntryKind;
import io.flowlet.ledger.PostedTransaction;
import io.flowlet.ledger.PostedTransaction.PostedLeg;
import io.flowlet.ledger.PostedTransaction.Side;
import io.flowlet.ledger.Posting;
import io.flowlet.ledger.TransactionId;
import io.flowlet.ledger.TrialBalance;
import io.flowlet.ledger.internal.engine.PostedTransfer;
import io.flowlet.ledger.internal.engine.TransferKind;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Transfers as rows, and the entries that they are two sides of. Every method works inside the open transaction of the tenant. Thread-safe. */
@Component
public final class TransferRows {
    private static final MultiRow<Booked> INSERT =
            new MultiRow<>("""
            insert into ledger.transfer (tenant_id, kind, currency, id, tx_id, debit_account, debit_version, debit_balance,
              credit_account, credit_version, credit_balance, amount, value_at, booked_at) values
            """, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "", TransferRows::bind);

    private static final String ENTRIES = """
            select id, tx_id, version, kind, change, balance, other_account_id, currency, value_at, booked_at
            from ledger.entry where tenant_id = ? and account_id = ?
            order by version desc limit ?
            """;
    // the bound on id only keeps newer partitions out of the search
    private static final String ENTRIES_BEFORE = """
            select id, tx_id, version, kind, change, balance, other_account_id, currency, value_at, booked_at
            from ledger.entry where tenant_id = ? and account_id = ? and id < ?
              and version < (select version from ledger.entry where tenant_id = ? and id = ? and account_id = ?)
            order by version desc limit ?
            """;
    private static final String TRANSACTION = """
            select tx_id, kind, currency, debit_account, debit_version, debit_balance, credit_account, credit_version, credit_balance,
                   amount, value_at, booked_at
            from ledger.transfer where tenant_id = ? and id between ? and ? and tx_id = ? order by id
            """;
    private static final String TRIAL_BALANCE = """
            select i.gl_code, a.currency, coalesce(-sum(a.posted) filter (where a.posted < 0), 0), coalesce(sum(a.posted) filter (where a.posted > 0), 0)
            from ledger.account a join ledger.account_info i on i.tenant_id = a.tenant_id and i.id = a.id
            where a.tenant_id = ? group by i.gl_code, a.currency
            """;

    private static final long MAX_SKEW_MILLIS = 3_600_000;

    private final JdbcTemplate jdbc;

    TransferRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void write(TenantId tenant, List<PostedTransfer> transfers, Instant bookedAt) {
        List<Booked> rows = new ArrayList<>(transfers.size());
        Timestamptz booked = Timestamptz.of(bookedAt);
        for (PostedTransfer transfer : transfers) {
            Instant valueAt = transfer.valueAt();
            rows.add(new Booked(tenant, transfer, valueAt.equals(bookedAt) ? booked : Timestamptz.of(valueAt), booked));
        }
        INSERT.write(jdbc, rows);
    }

    /**
     * Entries of an account, newest first.
     *
     * @param before id of a transfer of the account: only older entries; null for the newest
     */
    public List<Entry> entries(TenantId tenant, AccountNumber account, @Nullable UUID before, int limit) {
        int id = tenant.value();
        long number = account.value();
        return before == null
                ? jdbc.query(ENTRIES, (row, i) -> entry(row), id, number, limit)
                : jdbc.query(
                        ENTRIES_BEFORE,
                        (row, i) -> entry(row),
                        id,
                        number,
                        notAfter(before),
                        id,
                        before,
                        number,
                        limit);
    }

    /** Ids grow with an account's chain but for the skew between the clocks of several instances: more than that after {@code transfer}. */
    private static UUID notAfter(UUID transfer) {
        return new UUID(transfer.getMostSignificantBits() + (MAX_SKEW_MILLIS << Short.SIZE), 0);
    }

    public Optional<PostedTransaction> find(TenantId tenant, TransactionId id) {
        List<Leg> legs = jdbc.query(
                TRANSACTION,
                (row, i) -> leg(row),
                tenant.value(),
                id.value(),
                id.transfer(Posting.MAX_LEGS - 1),
                id.value());
        if (legs.isEmpty()) {
            return Optional.empty();
        }
        Leg first = legs.getFirst();
        List<PostedLeg> posted = legs.stream().map(Leg::leg).toList();
        return Optional.of(new PostedTransaction(id, first.kind(), first.valueAt(), first.bookedAt(), posted));
    }

    public TrialBalance trialBalance(TenantId tenant) {
        List<TrialBalance.Line> lines = jdbc.query(TRIAL_BALANCE, (row, i) -> line(row), tenant.value());
        lines.sort(Comparator.comparing(TrialBalance.Line::glCode)
                .thenComparing(line -> line.currency().code()));
        return new TrialBalance(lines);
    }

    /** The kind as the module shows it. */
    static EntryKind shown(TransferKind kind) {
        return EntryKind.valueOf(kind.name());
    }

    private record Booked(TenantId tenant, PostedTransfer transfer, Timestamptz valueAt, Timestamptz bookedAt) {}

    private record Leg(EntryKind kind, Instant valueAt, Instant bookedAt, PostedLeg leg) {}

    private static void bind(PreparedStatement statement, int at, Booked booked) throws SQLException {
        PostedTransfer transfer = booked.transfer();
        statement.setInt(at, booked.tenant().value());
        statement.setShort(at + 1, transfer.kind().code());
        statement.setShort(at + 2, transfer.leg().currency());
        statement.setObject(at + 3, transfer.leg().transferId());
        statement.setObject(at + 4, transfer.txId());
        statement.setLong(at + 5, transfer.leg().debitAccount());
        statement.setLong(at + 6, transfer.debit().version());
        statement.setLong(at + 7, transfer.debit().balance());
        statement.setLong(at + 8, transfer.leg().creditAccount());
        statement.setLong(at + 9, transfer.credit().version());
        statement.setLong(at + 10, transfer.credit().balance());
        statement.setLong(at + 11, transfer.leg().amountMinor());
        statement.setObject(at + 12, booked.valueAt());
        statement.setObject(at + 13, booked.bookedAt());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        Currency currency = StoredCurrency.of(row.getInt("currency"));
        return new Entry(
                row.getObject("id", UUID.class),
                new TransactionId(row.getObject("tx_id", UUID.class)),
                row.getLong("version"),
                shown(TransferKind.ofCode(row.getShort("kind"))),
                new Money(currency, row.getLong("change")),
                new Money(currency, row.getLong("balance")),
                new AccountNumber(row.getLong("other_account_id")),
                row.getTimestamp("value_at").toInstant(),
                row.getTimestamp("booked_at").toInstant());
    }

    private static Leg leg(ResultSet row) throws SQLException {
        Currency currency = StoredCurrency.of(row.getInt("currency"));
        return new Leg(
                shown(TransferKind.ofCode(row.getShort("kind"))),
                row.getTimestamp("value_at").toInstant(),
                row.getTimestamp("booked_at").toInstant(),
                new PostedLeg(
                        side(row, "debit", currency),
                        side(row, "credit", currency),
                        new Money(currency, row.getLong("amount"))));
    }

    private static Side side(ResultSet row, String side, Currency currency) throws SQLException {
        return new Side(
                new AccountNumber(row.getLong(side + "_account")),
                row.getLong(side + "_version"),
                new Money(currency, row.getLong(side + "_balance")));
    }

    private static TrialBalance.Line line(ResultSet row) throws SQLException {
        BigDecimal debit = row.getBigDecimal(3);
        BigDecimal credit = row.getBigDecimal(4);
        return new TrialBalance.Line(
                row.getString(1),
                StoredCurrency.of(row.getInt(2)),
                debit.toBigIntegerExact(),
                credit.toBigIntegerExact());
    }
}
