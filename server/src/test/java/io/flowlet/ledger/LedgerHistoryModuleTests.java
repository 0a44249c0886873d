package io.flowlet.ledger;

import static io.flowlet.ledger.LedgerContext.eur;
import static io.flowlet.ledger.LedgerContext.newTenant;
import static io.flowlet.ledger.LedgerContext.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.internal.Snapshots;
import io.flowlet.testing.Cases;
import io.flowlet.testing.SettableClock;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class LedgerHistoryModuleTests {
    private static final Instant START = Instant.parse("2026-11-10T21:30:00Z");
    private static final SettableClock CLOCK = new SettableClock(START);
    private static final LedgerContext CONTEXT = new LedgerContext(CLOCK);

    private final LedgerHistory history = CONTEXT.bean(LedgerHistory.class);
    private final Snapshots snapshots = CONTEXT.bean(Snapshots.class);

    @AfterEach
    void booksAreSound() {
        CONTEXT.assertBooksAreSound();
    }

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void everyPastBalanceIsTheSumOfItsEntriesHoweverTheyWereDated() {
        Cases.check("past balances", 4, random -> {
            Past past = new Past(random);
            for (int i = 0; i < 90; i++) {
                past.step();
            }
            past.compare(40);
        });
    }

    @Test
    void aDayIsWrittenOnceItIsOverByAnHourAndGoneOnWithAfterwards() {
        TenantId tenant = newTenant();
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        assertThat(snapshots.run(tenant)).as("nothing booked yet").isZero();
        CLOCK.set(startOfTomorrow().minusSeconds(1));
        CONTEXT.post(tenant, from, to, 5);
        LocalDate day = today();

        CLOCK.set(endOf(day).plusSeconds(3_659));
        assertThat(snapshots.run(tenant)).isZero();
        CLOCK.advance(Duration.ofSeconds(1));
        assertThat(snapshots.run(tenant)).as("one row an account").isEqualTo(2);
        assertThat(snapshots.run(tenant)).as("nothing is left").isZero();

        CLOCK.advance(Duration.ofDays(3));
        CONTEXT.post(tenant, from, to, 7);
        CLOCK.advance(Duration.ofDays(2));
        assertThat(snapshots.run(tenant))
                .as("days without bookings have no rows")
                .isEqualTo(2);
        assertThat(rows(tenant, to)).containsExactly(day + " 5 5 1", today().minusDays(2) + " 12 12 2");
    }

    @Test
    void aPostingThatIsDatedBackShiftsEachDaysEndFromItsValueDayOn() {
        TenantId tenant = newTenant();
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        CLOCK.set(startOfTomorrow().plusSeconds(36_000));
        LocalDate first = today();
        for (int i = 0; i < 3; i++) {
            CONTEXT.post(tenant, from, to, 10);
            CLOCK.advance(Duration.ofDays(1));
        }
        CLOCK.advance(Duration.ofDays(1));
        assertThat(snapshots.run(tenant)).isEqualTo(6);

        PostingReceipt posted = CONTEXT.ledger()
                .post(unit(
                        tenant,
                        null,
                        dated(first.plusDays(1), from, to, 3),
                        dated(first.minusDays(9), from, to, 1),
                        dated(first.plusDays(1), to, from, 1)));

        assertThat(posted).isInstanceOf(PostingReceipt.Decided.class);
        assertThat(rows(tenant, to))
                .containsExactly(first + " 11 10 1", first.plusDays(1) + " 23 20 2", first.plusDays(2) + " 33 30 3");
        assertThat(history.balanceByValue(tenant, to, first.minusDays(9))).contains(eur(1));
        assertThat(history.balanceByValue(tenant, to, first.minusDays(10))).contains(eur(0));
        assertThat(history.balanceAt(tenant, to, endOf(first)))
                .as("what was known then")
                .contains(new Balance(eur(10), eur(0), eur(0), 1));
        assertThat(history.balanceByValue(newTenant(), to, first))
                .as("another tenant's account")
                .isEmpty();
    }

    @Test
    void theLargestAmountsDatedBackStopNoDaysEnd() {
        TenantId tenant = newTenant();
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        CLOCK.set(startOfTomorrow().plusSeconds(36_000));
        LocalDate first = today();
        CONTEXT.post(tenant, from, to, 1);
        CLOCK.advance(Duration.ofDays(2));
        assertThat(snapshots.run(tenant)).isEqualTo(2);

        // what is dated back adds up to twice the largest amount; what is booked never leaves the range
        for (int i = 0; i < 2; i++) {
            CONTEXT.ledger().post(unit(tenant, null, dated(first, from, to, Long.MAX_VALUE - 1)));
            CONTEXT.post(tenant, to, from, Long.MAX_VALUE - 1);
        }
        LocalDate booked = today();
        CLOCK.advance(Duration.ofDays(2));

        assertThat(snapshots.run(tenant)).isEqualTo(2);
        assertThat(rows(tenant, to)).containsExactly(first + " 18446744073709551613 1 1", booked + " 1 1 5");
        assertThatThrownBy(() -> history.balanceByValue(tenant, to, first)).isInstanceOf(ArithmeticException.class);
        assertThat(history.balanceByValue(tenant, to, booked)).contains(eur(1));
        assertThat(history.trialBalanceByValue(tenant, first).lines())
                .extracting(TrialBalance.Line::debitMinor, TrialBalance.Line::creditMinor)
                .containsExactly(tuple(new BigInteger("18446744073709551613"), new BigInteger("18446744073709551613")));
    }

    @Test
    void tellsWhatWasHeldAtAMoment() {
        TenantId tenant = newTenant();
        AccountNumber from = CONTEXT.open(tenant);
        AccountNumber to = CONTEXT.open(tenant);
        CONTEXT.post(tenant, from, to, 100);
        Instant before = CLOCK.instant();
        CLOCK.set(startOfTomorrow());
        hold(tenant, from, to, 30);
        Instant held = CLOCK.instant();
        CLOCK.advance(Duration.ofHours(40));
        snapshots.run(tenant);
        hold(tenant, from, to, 2);

        assertThat(history.balanceAt(tenant, to, before)).contains(new Balance(eur(100), eur(0), eur(0), 1));
        assertThat(history.balanceAt(tenant, from, held)).contains(new Balance(eur(-100), eur(30), eur(0), 2));
        assertThat(history.balanceAt(tenant, to, CLOCK.instant())).contains(new Balance(eur(100), eur(0), eur(32), 3));
    }

    private static void hold(TenantId tenant, AccountNumber debit, AccountNumber credit, long amount) {
        PlaceHold hold = new PlaceHold(debit, credit, eur(amount), eur(amount), null);
        assertThat(CONTEXT.ledger().post(unit(tenant, null, hold))).isInstanceOf(PostingReceipt.Decided.class);
    }

    private static Posting dated(LocalDate day, AccountNumber debit, AccountNumber credit, long minor) {
        Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        return new Posting(noon, List.of(new Posting.Leg(debit, credit, eur(minor))));
    }

    private static List<String> rows(TenantId tenant, AccountNumber account) throws DataAccessException {
        return CONTEXT.superuser.queryForList(
                "select value_day || ' ' || balance || ' ' || booked || ' ' || version from ledger.balance_day"
                        + " where tenant_id = ? and account_id = ? order by value_day",
                String.class,
                tenant.value(),
                account.value());
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC);
    }

    private static Instant startOfTomorrow() {
        return endOf(today());
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Some days of a tenant's life, and the same in memory. */
    private final class Past {
        private record Booked(Instant bookedAt, Instant valueAt, int debit, int credit, long amount) {
            long change(int account) {
                return account == debit ? -amount : account == credit ? amount : 0;
            }
        }

        private final RandomGenerator random;
        private final TenantId tenant = newTenant();
        private final List<AccountNumber> accounts = new ArrayList<>();
        /** In the order of booking, which is that of the chains. */
        private final List<Booked> all = new ArrayList<>();

        private final Instant began = CLOCK.instant();

        Past(RandomGenerator random) {
            this.random = random;
            for (int i = 0; i < 4; i++) {
                accounts.add(CONTEXT.open(tenant));
            }
        }

        void step() {
            switch (random.nextInt(8)) {
                // the clock of another instance may be behind, also beyond midnight
                case 0 -> CLOCK.advance(Duration.ofMillis(-random.nextInt(2_000)));
                case 1 -> CLOCK.set(startOfTomorrow().plusMillis(random.nextInt(1_000)));
                case 2 -> CLOCK.advance(Duration.ofHours(random.nextInt(30)));
                case 3 -> snapshots.run(tenant);
                default -> post();
            }
        }

        private void post() {
            CLOCK.advance(Duration.ofMillis(random.nextInt(20_000)));
            Instant bookedAt = CLOCK.instant();
            Instant valueAt = random.nextInt(3) == 0
                    ? bookedAt.minus(random.nextLong(6 * 86_400L), ChronoUnit.SECONDS)
                    : bookedAt;
            int debit = random.nextInt(accounts.size());
            int credit = (debit + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
            long amount = 1 + random.nextLong(1_000);
            Posting posting = new Posting(
                    valueAt.equals(bookedAt) ? null : valueAt,
                    List.of(new Posting.Leg(accounts.get(debit), accounts.get(credit), eur(amount))));
            assertThat(CONTEXT.ledger().post(unit(tenant, null, posting))).isInstanceOf(PostingReceipt.Decided.class);
            all.add(new Booked(bookedAt, valueAt, debit, credit, amount));
        }

        void compare(int moments) {
            long span = Duration.between(began, CLOCK.instant()).toMillis() + 86_400_000L * 7;
            for (int i = 0; i < moments; i++) {
                Instant at = all.isEmpty() || random.nextBoolean()
                        ? began.plusMillis(random.nextLong(span)).minus(6, ChronoUnit.DAYS)
                        : all.get(random.nextInt(all.size())).bookedAt();
                compareAt(at);
            }
        }

        private void compareAt(Instant at) {
            LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
            long bookedPositive = 0;
            long valuedPositive = 0;
            for (int account = 0; account < accounts.size(); account++) {
                AccountNumber number = accounts.get(account);
                assertThat(history.balanceAt(tenant, number, at))
                        .as("account %s at %s", number, at)
                        .contains(chain(account, at));
                assertThat(history.balanceByValue(tenant, number, at))
                        .as("account %s by value at %s", number, at)
                        .isEqualTo(Optional.of(eur(valued(account, at))));
                assertThat(history.balanceByValue(tenant, number, day))
                        .as("account %s by value on %s", number, day)
                        .contains(eur(valued(account, endOf(day).minusNanos(1_000))));
                bookedPositive += Math.max(0, booked(account, at));
                valuedPositive += Math.max(0, valued(account, endOf(day).minusNanos(1_000)));
            }
            assertThat(history.trialBalanceAt(tenant, at).totals()).first().isEqualTo(total(bookedPositive));
            assertThat(history.trialBalanceByValue(tenant, day).totals())
                    .first()
                    .isEqualTo(total(valuedPositive));
        }

        private static TrialBalance.Total total(long minor) {
            return new TrialBalance.Total(LedgerContext.EUR, BigInteger.valueOf(minor), BigInteger.valueOf(minor));
        }

        /** The newest entry that was booked at the moment or before, and all before it. */
        private Balance chain(int account, Instant at) {
            long version = 0;
            long sum = 0;
            Balance found = new Balance(eur(0), eur(0), eur(0), 0);
            for (Booked booked : all) {
                if (booked.change(account) != 0) {
                    version++;
                    sum += booked.change(account);
                    if (!booked.bookedAt().isAfter(at)) {
                        found = new Balance(eur(sum), eur(0), eur(0), version);
                    }
                }
            }
            return found;
        }

        private long booked(int account, Instant at) {
            return all.stream()
                    .filter(booked -> !booked.bookedAt().isAfter(at))
                    .mapToLong(booked -> booked.change(account))
                    .sum();
        }

        private long valued(int account, Instant at) {
            return all.stream()
                    .filter(booked -> !booked.valueAt().isAfter(at))
                    .mapToLong(booked -> booked.change(account))
                    .sum();
        }
    }
}
