package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.database.MultiRow;
import io.flowlet.ledger.internal.engine.PostedTransfer;
import io.flowlet.tenants.Transactions;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes how every account stood at the end of each day on which something was booked on it, and keeps that right when postings are dated
 * back.
 *
 * <p><b>Invariant</b>, in every committed state: the balance of a row is the sum of all entries of its account whose value date is its day or
 * earlier. Two writers keep it, and both hold the lock of the account's row until they commit:
 *
 * <ul>
 *   <li>{@link #run} writes the row of a day. What can still change is read after the lock, so it sees every posting that held it before; a
 *       posting that takes the lock later sees the row and adjusts it. The long sums are made before the lock, of transfers with ids so old
 *       that nobody adds one.
 *   <li>{@link #adjust}, inside the posting's transaction, adds what is dated back to each row from the value day on. A posting that takes
 *       effect on the day it is booked has nothing to add: rows are written for days that are over on every instance's clock, and the
 *       booking time is read after the account is locked, so it lies after the day of any row that is there.
 * </ul>
 *
 * <p>So no update is lost: of a posting and a day's end for the same account one is whole before the other begins. A posting whose
 * transaction had begun before the day was listed, on an account that nobody else moved that day, is waited for: the book is passed first
 * ({@link BookLock}). Two instances that run at once do the same work twice; a row that is there is left as it is. Thread-safe.
 */
@Component
public final class Snapshots {
    /** Accounts that one transaction locks: few, for postings on them wait. */
    private static final int CHUNK = 200;

    /** A day of millions of transfers takes longer than a request's statements may. */
    private static final String PATIENCE = "set local statement_timeout = '10min'";

    private static final String PROGRESS =
            "select through, after_account from ledger.snapshot_progress where tenant_id = ?";
    private static final String FIRST_BOOKED =
            "select booked_at from ledger.transfer where tenant_id = ? order by id limit 1";
    private static final String MAKE_PROGRESS = """
            insert into ledger.snapshot_progress (tenant_id, through) values (?, ?) on conflict (tenant_id) do nothing
            """;
    // never back: another instance may be ahead
    private static final String ADVANCE_WITHIN = """
            update ledger.snapshot_progress set after_account = ? where tenant_id = ? and through = ? and after_account < ?
            """;
    private static final String ADVANCE = """
            update ledger.snapshot_progress set through = ?, after_account = 0 where tenant_id = ? and through < ?
            """;
    private static final String ACCOUNTS_OF_DAY = """
            select distinct account_id from ledger.entry
            where tenant_id = ? and id >= ? and id < ? and booked_at >= ? and booked_at < ? and account_id > ?
            order by account_id
            """;
    private static final String LOCK =
            "select id from ledger.account where tenant_id = ? and id = any (?) order by id for no key update";
    // of entries whose ids are too old for anybody to add one; found by version, from the row before on
    private static final String SUMS = """
            select a.id, v.version, v.settled, s.by_value, s.by_booking, s.held_out, s.held_in
            from unnest(?::bigint[]) a (id)
            left join lateral (
              select version, settled, (value_day + 1)::timestamp at time zone 'UTC' as ends
              from ledger.balance_day d where d.tenant_id = ? and d.account_id = a.id and d.value_day < ?
              order by d.value_day desc limit 1
            ) p on true
            cross join lateral (
              select max(version) filter (where booked_at < ?) as version,
                     coalesce(min(version) filter (where booked_at >= ?) - 1, max(version)) as settled
              from ledger.entry e
              where e.tenant_id = ? and e.account_id = a.id and e.version > coalesce(p.settled, 0) and e.id >= ? and e.id < ?
            ) v
            cross join lateral (
              select coalesce(sum(change) filter (where value_at < ? and value_at >= coalesce(p.ends, '-infinity')), 0) as by_value,
                     coalesce(sum(change) filter (where booked_at < ? and booked_at >= coalesce(p.ends, '-infinity')), 0) as by_booking,
                     coalesce(sum(held_out) filter (where version > coalesce(p.version, 0) and version <= v.version), 0) as held_out,
                     coalesce(sum(held_in) filter (where version > coalesce(p.version, 0) and version <= v.version), 0) as held_in
              from ledger.entry e
              where e.tenant_id = ? and e.account_id = a.id and e.version > coalesce(p.settled, 0) and e.id >= ? and e.id < ?
            ) s
            where v.version is not null
            """;
    // the balance before may change until the lock is had, and so may what was dated back since
    private static final MultiRow<DaySums> INSERT = new MultiRow<>(
            """
            insert into ledger.balance_day (tenant_id, account_id, value_day, balance, booked, version, settled, held_out, held_in)
            select c.tenant_id, s.account_id, c.day, coalesce(p.balance, 0) + s.by_value + b.by_value, coalesce(p.booked, 0) + s.by_booking,
                   s.version, s.settled, coalesce(p.held_out, 0) + s.held_out, coalesce(p.held_in, 0) + s.held_in
            from (values
            """,
            "(?::bigint, ?::bigint, ?::bigint, ?::numeric, ?::numeric, ?::bigint, ?::bigint)",
            """
            ) as s (account_id, version, settled, by_value, by_booking, held_out, held_in)
            cross join (values (?::int, ?::date, ?::timestamptz, ?::uuid)) as c (tenant_id, day, ends, id_from)
            left join lateral (
              select balance, booked, held_out, held_in, (value_day + 1)::timestamp at time zone 'UTC' as ends
              from ledger.balance_day d where d.tenant_id = ? and d.account_id = s.account_id and d.value_day < c.day
              order by d.value_day desc limit 1
            ) p on true
            cross join lateral (
              select coalesce(sum(change), 0) as by_value from ledger.entry e
              where e.tenant_id = ? and e.account_id = s.account_id and e.value_at <> e.booked_at
                and e.value_at >= coalesce(p.ends, '-infinity') and e.value_at < c.ends and e.id >= c.id_from
            ) b
            on conflict (tenant_id, account_id, value_day) do nothing
            """,
            Snapshots::bind);
    private static final MultiRow<Shift> ADJUST = new MultiRow<>(
            "update ledger.balance_day as d set balance = d.balance + v.change from (values",
            "(?::bigint, ?::date, ?::date, ?::numeric)",
            """
            ) as v (account_id, from_day, until_day, change)
            where d.tenant_id = ? and d.account_id = any (?) and d.account_id = v.account_id and d.value_day >= v.from_day and d.value_day < v.until_day
            """,
            Snapshots::bind);

    private final Transactions transactions;
    private final JdbcTemplate jdbc;
    private final BookLock book;
    private final Clock clock;

    Snapshots(Transactions transactions, JdbcTemplate jdbc, BookLock book, Clock clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.book = book;
        this.clock = clock;
    }

    /** A change of an account's balance that takes effect on an earlier day than it is booked. */
    record BackDated(long account, LocalDate valueDay, long change) {}

    /** What is added to the rows of one account from a day on, and not from another day on: no row is meant twice. */
    private record Shift(long account, LocalDate from, LocalDate until, BigDecimal change) {}

    /** What a day adds to an account's row before. */
    private record DaySums(
            long account,
            long version,
            long settled,
            BigDecimal byValue,
            BigDecimal byBooking,
            long heldOut,
            long heldIn) {}

    private record Progress(LocalDate through, long afterAccount) {}

    /**
     * Brings the rows of {@code transfers} up to date that are dated back; inside the transaction that books them, which holds the locks of
     * all their accounts. Costs nothing when none is.
     */
    void adjust(TenantId tenant, List<PostedTransfer> transfers, Instant bookedAt) {
        LocalDate today = UtcDays.of(bookedAt);
        List<BackDated> changes = new ArrayList<>();
        for (PostedTransfer transfer : transfers) {
            LocalDate day = UtcDays.of(transfer.valueAt());
            if (transfer.kind().movesMoney() && day.isBefore(today)) {
                long amount = transfer.leg().amountMinor();
                changes.add(new BackDated(transfer.leg().debitAccount(), day, -amount));
                changes.add(new BackDated(transfer.leg().creditAccount(), day, amount));
            }
        }
        adjust(tenant, changes);
    }

    /** As above; the same account and day may come more than once. */
    void adjust(TenantId tenant, List<BackDated> changes) {
        if (!changes.isEmpty()) {
            ADJUST.write(jdbc, shifts(changes), chunk -> List.of(tenant.value(), accounts(chunk)));
        }
    }

    private static Long[] accounts(List<? extends Shift> shifts) {
        return shifts.stream().map(Shift::account).distinct().toArray(Long[]::new);
    }

    /** An update takes one of several values for a row, so each row may have one only: the sum of all that concern it. */
    private static List<Shift> shifts(List<BackDated> changes) {
        TreeMap<Long, TreeMap<LocalDate, BigDecimal>> byAccount = new TreeMap<>();
        for (BackDated change : changes) {
            byAccount
                    .computeIfAbsent(change.account(), account -> new TreeMap<>())
                    .merge(change.valueDay(), BigDecimal.valueOf(change.change()), BigDecimal::add);
        }
        List<Shift> shifts = new ArrayList<>();
        byAccount.forEach((account, days) -> {
            BigDecimal sum = BigDecimal.ZERO;
            for (var day : days.entrySet()) {
                sum = sum.add(day.getValue());
                LocalDate next = days.higherKey(day.getKey());
                shifts.add(new Shift(account, day.getKey(), next == null ? LocalDate.MAX : next, sum));
            }
        });
        return shifts;
    }

    private static void bind(PreparedStatement statement, int at, Shift shift) throws SQLException {
        statement.setLong(at, shift.account());
        statement.setObject(at + 1, shift.from());
        statement.setObject(at + 2, shift.until());
        statement.setBigDecimal(at + 3, shift.change());
    }

    /**
     * Writes the days of a tenant that are over and not yet written, each in chunks of accounts; goes on where an earlier run was stopped.
     *
     * @return how many rows were written
     */
    public int run(TenantId tenant) {
        LocalDate last = UtcDays.lastOver(clock.instant().minus(UtcDays.MAX_SKEW));
        Progress progress = progress(tenant, last);
        if (progress == null || !progress.through().isBefore(last)) {
            return 0;
        }
        book.pass(tenant);
        int written = 0;
        for (LocalDate day = progress.through().plusDays(1); !day.isAfter(last); day = day.plusDays(1)) {
            long after = day.equals(progress.through().plusDays(1)) ? progress.afterAccount() : 0;
            written += writeDay(tenant, day, after);
        }
        return written;
    }

    /** Where to go on; null while nothing was booked. */
    private @Nullable Progress progress(TenantId tenant, LocalDate last) {
        return transactions
                .in(tenant, () -> stored(tenant).or(() -> begin(tenant, last)))
                .orElse(null);
    }

    private Optional<Progress> stored(TenantId tenant) {
        return jdbc
                .query(
                        PROGRESS,
                        (row, i) -> new Progress(row.getObject(1, LocalDate.class), row.getLong(2)),
                        tenant.value())
                .stream()
                .findFirst();
    }

    private Optional<Progress> begin(TenantId tenant, LocalDate last) {
        Optional<LocalDate> first =
                jdbc.query(FIRST_BOOKED, (row, i) -> row.getTimestamp(1).toInstant(), tenant.value()).stream()
                        .map(booked -> UtcDays.of(booked.minus(UtcDays.GRACE)))
                        .findFirst();
        if (first.isEmpty() || first.get().isAfter(last)) {
            return Optional.empty();
        }
        jdbc.update(MAKE_PROGRESS, tenant.value(), first.get().minusDays(1));
        return stored(tenant);
    }

    private int writeDay(TenantId tenant, LocalDate day, long afterAccount) {
        List<Long> accounts = transactions.in(tenant, () -> accountsOf(tenant, day, afterAccount));
        int written = 0;
        for (int at = 0; at < accounts.size(); at += CHUNK) {
            List<Long> chunk = accounts.subList(at, Math.min(at + CHUNK, accounts.size()));
            written += transactions.in(tenant, () -> writeChunk(tenant, day, chunk));
        }
        transactions.run(tenant, () -> jdbc.update(ADVANCE, day, tenant.value(), day));
        return written;
    }

    private List<Long> accountsOf(TenantId tenant, LocalDate day, long afterAccount) {
        OffsetDateTime start = UtcDays.utc(UtcDays.start(day));
        OffsetDateTime end = UtcDays.utc(UtcDays.end(day));
        jdbc.execute(PATIENCE);
        return jdbc.queryForList(
                ACCOUNTS_OF_DAY,
                Long.class,
                tenant.value(),
                UtcDays.idFrom(start),
                UtcDays.idUntil(end),
                start,
                end,
                afterAccount);
    }

    private int writeChunk(TenantId tenant, LocalDate day, List<Long> accounts) {
        int id = tenant.value();
        OffsetDateTime end = UtcDays.utc(UtcDays.end(day));
        jdbc.execute(PATIENCE);
        List<DaySums> sums = sums(tenant, day, accounts);
        jdbc.queryForList(LOCK, id, (Object) accounts.toArray(Long[]::new));
        int written = (int) INSERT.write(jdbc, sums, chunk -> List.of(id, day, end, UtcDays.idUntil(end), id, id));
        long last = accounts.getLast();
        jdbc.update(ADVANCE_WITHIN, last, id, day.minusDays(1), last);
        return written;
    }

    private List<DaySums> sums(TenantId tenant, LocalDate day, List<Long> accounts) {
        int id = tenant.value();
        OffsetDateTime end = UtcDays.utc(UtcDays.end(day));
        UUID from = UtcDays.idFrom(UtcDays.utc(UtcDays.start(day)));
        UUID until = UtcDays.idUntil(end);
        return jdbc.query(
                SUMS,
                (row, i) -> new DaySums(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getBigDecimal(4),
                        row.getBigDecimal(5),
                        row.getLong(6),
                        row.getLong(7)),
                accounts.toArray(Long[]::new),
                id,
                day,
                end,
                end,
                id,
                from,
                until,
                end,
                end,
                id,
                from,
                until);
    }

    private static void bind(PreparedStatement statement, int at, DaySums sums) throws SQLException {
        statement.setLong(at, sums.account());
        statement.setLong(at + 1, sums.version());
        statement.setLong(at + 2, sums.settled());
        statement.setBigDecimal(at + 3, sums.byValue());
        statement.setBigDecimal(at + 4, sums.byBooking());
        statement.setLong(at + 5, sums.heldOut());
        statement.setLong(at + 6, sums.heldIn());
    }
}
