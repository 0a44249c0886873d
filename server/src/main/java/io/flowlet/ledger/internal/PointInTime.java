package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.AccountNumber;
import io.flowlet.ledger.Balance;
import io.flowlet.ledger.TrialBalance;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Balances of the past, found from the day's end before and the day's end after the moment: between the two lie the entries of one day.
 *
 * <p>Each sum is one statement and so sees one moment of the database, a back-dated posting with all its corrections or without any.
 * Partitions in which nothing can be are left out by the bound on the id. Every method works inside the open transaction of the tenant.
 * Thread-safe.
 */
@Component
public final class PointInTime {
    private static final String CURRENCY = "select currency from ledger.account where tenant_id = ? and id = ?";
    private static final String DAY_BEFORE = """
            select value_day, version, settled, held_out, held_in from ledger.balance_day
            where tenant_id = ? and account_id = ? and value_day < ? order by value_day desc limit 1
            """;
    private static final String DAY_FROM = """
            select value_day, version, settled, held_out, held_in from ledger.balance_day
            where tenant_id = ? and account_id = ? and value_day >= ? order by value_day limit 1
            """;
    private static final String LAST_BOOKED = """
            select version, balance from (
              (select debit_version as version, debit_balance as balance from ledger.transfer
               where tenant_id = ? and debit_account = ? and debit_version between ? and ? and booked_at < ? and id < ?
               order by debit_version desc limit 1)
              union all
              (select credit_version, credit_balance from ledger.transfer
               where tenant_id = ? and credit_account = ? and credit_version between ? and ? and booked_at < ? and id < ?
               order by credit_version desc limit 1)) sides
            order by version desc limit 1
            """;
    private static final String HELD = """
            select coalesce(sum(held_out), 0), coalesce(sum(held_in), 0) from ledger.entry
            where tenant_id = ? and account_id = ? and version > ? and version <= ? and id >= ? and id < ?
            """;
    // the day's end before, what was booked until the day's end after it, and what was booked later and dated back
    private static final String BY_VALUE = """
            select coalesce((select balance from ledger.balance_day where tenant_id = ? and account_id = ? and value_day = ?), 0)
                 + coalesce((select sum(change) from ledger.entry where tenant_id = ? and account_id = ? and version > ? and version <= ?
                             and value_at >= ? and value_at < ? and id >= ? and id < ?), 0)
                 + coalesce((select sum(change) from ledger.entry where tenant_id = ? and account_id = ? and version > ?
                             and value_at <> booked_at and value_at >= ? and value_at < ? and id >= ?), 0)
            """;

    private static final String THROUGH = "select through from ledger.snapshot_progress where tenant_id = ?";
    private static final String TRIAL_BALANCE_BOOKED = """
            with moved as (
              select account_id, sum(change) as change from ledger.entry
              where tenant_id = ? and id >= ? and id < ? and booked_at >= ? and booked_at < ? group by account_id
            ), stood as (
              select a.id, a.currency, coalesce(d.booked, 0) + coalesce(m.change, 0) as posted
              from ledger.account a
              left join lateral (select booked from ledger.balance_day d where d.tenant_id = a.tenant_id and d.account_id = a.id
                                 and d.value_day < ? order by d.value_day desc limit 1) d on true
              left join moved m on m.account_id = a.id
              where a.tenant_id = ?
            )
            select i.gl_code, s.currency, coalesce(-sum(s.posted) filter (where s.posted < 0), 0), coalesce(sum(s.posted) filter (where s.posted > 0), 0)
            from stood s join ledger.account_info i on i.tenant_id = ? and i.id = s.id
            group by i.gl_code, s.currency
            """;
    // what was booked since the snapshots, and what was booked after the moment and dated back before it; the snapshots
    // have some of it
    private static final String TRIAL_BALANCE_VALUE = """
            with moved as (
              select account_id, value_at, change from ledger.entry
              where tenant_id = ? and id >= ? and id < ? and booked_at >= ? and booked_at < ? and value_at < ?
              union all
              select account_id, value_at, change from ledger.entry
              where tenant_id = ? and id >= ? and booked_at >= ? and value_at <> booked_at and value_at < ?
            ), snapshot as (
              select a.id, a.currency, d.value_day, d.balance
              from ledger.account a
              left join lateral (select value_day, balance from ledger.balance_day d where d.tenant_id = a.tenant_id and d.account_id = a.id
                                 and d.value_day < ? order by d.value_day desc limit 1) d on true
              where a.tenant_id = ?
            ), stood as (
              select s.id, s.currency, coalesce(s.balance, 0) + coalesce(sum(m.change), 0) as posted
              from snapshot s
              left join moved m on m.account_id = s.id
                and (s.value_day is null or m.value_at >= (s.value_day + 1)::timestamp at time zone 'UTC')
              group by s.id, s.currency, s.balance
            )
            select i.gl_code, s.currency, coalesce(-sum(s.posted) filter (where s.posted < 0), 0), coalesce(sum(s.posted) filter (where s.posted > 0), 0)
            from stood s join ledger.account_info i on i.tenant_id = ? and i.id = s.id
            group by i.gl_code, s.currency
            """;

    private final JdbcTemplate jdbc;

    PointInTime(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The day's end before a moment or the first one after it; none of it is ever changed. */
    private record DayEnd(@Nullable LocalDate day, long version, long settled, long heldOut, long heldIn) {
        static final DayEnd OF_NEVER = new DayEnd(null, 0, 0, 0, 0);
        static final DayEnd NOT_YET = new DayEnd(null, Long.MAX_VALUE, Long.MAX_VALUE, 0, 0);

        OffsetDateTime end(OffsetDateTime otherwise) {
            return day == null ? otherwise : UtcDays.utc(UtcDays.end(day));
        }
    }

    /** Balance and holds after the newest entry that was booked before {@code until}; empty if the tenant has no such account. */
    public Optional<Balance> bookedBefore(TenantId tenant, AccountNumber account, Instant until) {
        return currency(tenant, account).map(currency -> {
            DayEnd before = before(tenant, account, until);
            DayEnd after = after(tenant, account, until);
            OffsetDateTime bound = UtcDays.utc(until);
            Posted last = last(tenant, account, before, after, bound);
            Balance held = jdbc.queryForObject(
                    HELD,
                    (row, i) -> new Balance(
                            new Money(currency, last.balance()),
                            new Money(currency, Math.addExact(before.heldOut(), row.getLong(1))),
                            new Money(currency, Math.addExact(before.heldIn(), row.getLong(2))),
                            last.version()),
                    tenant.value(),
                    account.value(),
                    before.version(),
                    last.version(),
                    UtcDays.idFrom(before.end(OffsetDateTime.MIN)),
                    UtcDays.idUntil(bound));
            return Objects.requireNonNull(held);
        });
    }

    private record Posted(long version, long balance) {}

    private Posted last(TenantId tenant, AccountNumber account, DayEnd before, DayEnd after, OffsetDateTime until) {
        int id = tenant.value();
        long number = account.value();
        return jdbc
                .query(
                        LAST_BOOKED,
                        (row, i) -> new Posted(row.getLong(1), row.getLong(2)),
                        id,
                        number,
                        before.version(),
                        after.version(),
                        until,
                        UtcDays.idUntil(until),
                        id,
                        number,
                        before.version(),
                        after.version(),
                        until,
                        UtcDays.idUntil(until))
                .stream()
                .findFirst()
                .orElse(new Posted(0, 0));
    }

    /**
     * The sum of all entries whose value date is before {@code until}; empty if the tenant has no such account.
     *
     * @throws ArithmeticException if the sum is no amount
     */
    public Optional<Money> valuedBefore(TenantId tenant, AccountNumber account, Instant until) {
        return currency(tenant, account).map(currency -> {
            DayEnd before = before(tenant, account, until);
            DayEnd after = after(tenant, account, until);
            OffsetDateTime from = before.end(OffsetDateTime.MIN);
            OffsetDateTime known = after.end(OffsetDateTime.MAX);
            int id = tenant.value();
            long number = account.value();
            BigDecimal minor = jdbc.queryForObject(
                    BY_VALUE,
                    BigDecimal.class,
                    id,
                    number,
                    before.day(),
                    id,
                    number,
                    before.settled(),
                    after.version(),
                    from,
                    UtcDays.utc(until),
                    UtcDays.idFrom(from),
                    UtcDays.idUntil(known),
                    id,
                    number,
                    after.version(),
                    from,
                    UtcDays.utc(until),
                    after.day() == null ? UtcDays.idUntil(known) : UtcDays.idFrom(known));
            return new Money(currency, Objects.requireNonNull(minor).longValueExact());
        });
    }

    private Optional<Currency> currency(TenantId tenant, AccountNumber account) {
        return jdbc
                .query(CURRENCY, (row, i) -> StoredCurrency.of(row.getInt(1)), tenant.value(), account.value())
                .stream()
                .findFirst();
    }

    /** The newest written day that ends at {@code until} or before. */
    private DayEnd before(TenantId tenant, AccountNumber account, Instant until) {
        return dayEnd(DAY_BEFORE, tenant, account, UtcDays.of(until)).orElse(DayEnd.OF_NEVER);
    }

    /** The first written day that ends at {@code until} or later. */
    private DayEnd after(TenantId tenant, AccountNumber account, Instant until) {
        return dayEnd(DAY_FROM, tenant, account, UtcDays.of(until.minusNanos(1)))
                .orElse(DayEnd.NOT_YET);
    }

    private Optional<DayEnd> dayEnd(String query, TenantId tenant, AccountNumber account, LocalDate day) {
        return jdbc
                .query(
                        query,
                        (row, i) -> new DayEnd(
                                row.getObject(1, LocalDate.class),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5)),
                        tenant.value(),
                        account.value(),
                        day)
                .stream()
                .findFirst();
    }

    /** All balances as they had been booked before {@code until}. */
    public TrialBalance trialBalanceBooked(TenantId tenant, Instant until) {
        LocalDate first = firstWithoutSnapshots(tenant, until);
        OffsetDateTime from = from(first);
        OffsetDateTime bound = UtcDays.utc(until);
        int id = tenant.value();
        return trialBalance(jdbc.query(
                TRIAL_BALANCE_BOOKED,
                (row, i) -> line(row),
                id,
                UtcDays.idFrom(from),
                UtcDays.idUntil(bound),
                from,
                bound,
                first,
                id,
                id));
    }

    /** All balances by value date before {@code until}, as known now. */
    public TrialBalance trialBalanceValued(TenantId tenant, Instant until) {
        LocalDate first = firstWithoutSnapshots(tenant, until);
        OffsetDateTime from = from(first);
        OffsetDateTime bound = UtcDays.utc(until);
        int id = tenant.value();
        return trialBalance(jdbc.query(
                TRIAL_BALANCE_VALUE,
                (row, i) -> line(row),
                id,
                UtcDays.idFrom(from),
                UtcDays.idUntil(bound),
                from,
                bound,
                bound,
                id,
                UtcDays.idFrom(bound),
                bound,
                bound,
                first,
                id,
                id));
    }

    /** Before it every day is written. */
    private LocalDate firstWithoutSnapshots(TenantId tenant, Instant until) {
        LocalDate day = UtcDays.of(until);
        return jdbc.query(THROUGH, (row, i) -> row.getObject(1, LocalDate.class), tenant.value()).stream()
                .map(through -> through.plusDays(1))
                .map(next -> next.isBefore(day) ? next : day)
                .findFirst()
                .orElse(LocalDate.MIN);
    }

    private static OffsetDateTime from(LocalDate first) {
        return first.equals(LocalDate.MIN) ? OffsetDateTime.MIN : UtcDays.utc(UtcDays.start(first));
    }

    static TrialBalance trialBalance(List<TrialBalance.Line> lines) {
        lines.sort(Comparator.comparing(TrialBalance.Line::glCode)
                .thenComparing(line -> line.currency().code()));
        return new TrialBalance(lines);
    }

    static TrialBalance.Line line(ResultSet row) throws SQLException {
        return new TrialBalance.Line(
                row.getString(1),
                StoredCurrency.of(row.getInt(2)),
                row.getBigDecimal(3).toBigIntegerExact(),
                row.getBigDecimal(4).toBigIntegerExact());
    }
}
