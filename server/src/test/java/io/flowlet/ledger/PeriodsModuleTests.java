package io.flowlet.ledger;

import static io.flowlet.ledger.LedgerContext.callerOf;
import static io.flowlet.ledger.LedgerContext.eur;
import static io.flowlet.ledger.LedgerContext.newTenant;
import static io.flowlet.ledger.LedgerContext.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.http.Paging;
import io.flowlet.ledger.LedgerVerification.Finding;
import io.flowlet.ledger.internal.Snapshots;
import io.flowlet.testing.SettableClock;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodsModuleTests {
    private static final SettableClock CLOCK = new SettableClock(Instant.parse("2026-11-10T10:00:00Z"));
    private static final LedgerContext CONTEXT = new LedgerContext(CLOCK);

    private final TenantId tenant = newTenant();
    private final Caller caller = callerOf(tenant);
    private final AccountNumber from = open(AccountKind.ASSET, "1100");
    private final AccountNumber to = open(AccountKind.LIABILITY, "2100");
    private final Periods periods = CONTEXT.bean(Periods.class);
    private final DailyJournals journals = CONTEXT.bean(DailyJournals.class);
    private final LocalDate today = LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC);

    @AfterEach
    void booksAreSound() {
        CONTEXT.assertBooksAreSound();
    }

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    @Test
    void closesADayThatIsOverWithItsSumsByValueDate() {
        CONTEXT.post(tenant, from, to, 100);
        CLOCK.set(endOf(today).plusSeconds(59));
        assertThat(periods.close(caller, today)).as("not over by a minute").isEqualTo(new PeriodOutcome.NotClosable());
        CONTEXT.ledger().post(unit(tenant, null, dated(7)));
        CONTEXT.post(tenant, from, to, 1);
        CLOCK.advance(Duration.ofSeconds(1));

        PeriodOutcome.Closed closed = (PeriodOutcome.Closed) periods.close(caller, today);

        assertThat(closed.balance().lines()).containsExactly(line("1100", 107, 0), line("2100", 0, 107));
        assertThat(CONTEXT.ledger().post(unit(tenant, null, dated(7))))
                .as("a value date in it")
                .isInstanceOfSatisfying(
                        PostingReceipt.Decided.class,
                        decided -> assertThat(((PostingOutcome.Refused) decided.outcome()).reason())
                                .isEqualTo(PostingRefusal.PERIOD_CLOSED));
        assertThat(periods.find(caller, today)).contains(closed);
        assertThat(periods.list(caller, Paging.of(null, null)).data()).containsExactly(closed.period());
        assertThat(CONTEXT.superuser.queryForObject(
                        "select closed_before = ? from ledger.book where tenant_id = ?",
                        Boolean.class,
                        endOf(today).atOffset(ZoneOffset.UTC),
                        tenant.value()))
                .isTrue();
        assertThat(CONTEXT.superuser.queryForObject(
                        "select count(*) from outbox.event where tenant_id = ? and type = 'ledger_period.closed'",
                        Long.class,
                        tenant.value()))
                .isEqualTo(1);
    }

    @Test
    void booksThatAreClosedForGoodTakeNothingAndStayClosed() {
        CONTEXT.post(tenant, from, to, 100);
        CONTEXT.ledger().closeForGood(tenant);
        for (int time = 0; time < 2; time++) {
            assertThat(CONTEXT.ledger().post(unit(tenant, null, dated(1))))
                    .isInstanceOfSatisfying(
                            PostingReceipt.Decided.class,
                            decided -> assertThat(((PostingOutcome.Refused) decided.outcome()).reason())
                                    .isEqualTo(PostingRefusal.PERIOD_CLOSED));
            assertThat(periods.close(caller, today.minusDays(3 - time))).isInstanceOf(PeriodOutcome.Closed.class);
        }
    }

    @Test
    void closesEachPeriodOnceAndInOrder() {
        assertThat(periods.close(caller, today.minusDays(3))).isInstanceOf(PeriodOutcome.Closed.class);

        assertThat(periods.close(caller, today.minusDays(3))).isEqualTo(new PeriodOutcome.NotClosable());
        assertThat(periods.close(caller, today.minusDays(4))).isEqualTo(new PeriodOutcome.NotClosable());
        assertThat(periods.close(caller, today)).isEqualTo(new PeriodOutcome.NotClosable());
        assertThat(periods.close(caller, today.minusDays(1))).isInstanceOf(PeriodOutcome.Closed.class);
        assertThat(periods.list(caller, Paging.of(null, 1)).nextCursor())
                .satisfies(cursor -> assertThat(
                                periods.list(caller, Paging.of(cursor, 1)).data())
                        .extracting(ClosedPeriod::closedThrough)
                        .containsExactly(today.minusDays(3)));
        assertThat(periods.find(caller, today)).isEmpty();
        assertThat(CONTEXT.superuser.queryForObject(
                        "select count(*) from audit.event where tenant_id = ? and convert_from(body, 'UTF8')::jsonb ->> 'reason'"
                                + " = 'period_not_closable'",
                        Long.class,
                        tenant.value()))
                .isEqualTo(3);
    }

    @Test
    void findsAClosedPeriodThatWasTouched() {
        CONTEXT.post(tenant, from, to, 100);
        CLOCK.set(endOf(today).plusSeconds(7_200));
        CONTEXT.bean(Snapshots.class).run(tenant);
        periods.close(caller, today);
        String own = " where tenant_id = " + tenant.value();
        String sums = "every closed period has the sums that it was closed with, and they are those of the entries";

        assertThat(rulesBrokenBy("update ledger.period_balance set debit = 99" + own + " and gl_code = '1100'"))
                .containsExactly(sums, sums);
        assertThat(rulesBrokenBy("update ledger.period set digest = sha256('x')" + own))
                .containsExactly(sums);
        assertThat(rulesBrokenBy("update ledger.balance_day set balance = balance + 1" + own))
                .containsOnly("every day's end is the sum of what had taken effect and of what had been booked")
                .hasSize(2);
        assertThat(rulesBrokenBy("update ledger.transfer set booked_at = booked_at + interval '2 days'" + own))
                .contains("nothing was booked into a period that was closed");
    }

    @Test
    void theJournalOfADayIsTheSameForEver() {
        CONTEXT.post(tenant, from, to, 100);
        CONTEXT.ledger().post(unit(tenant, null, dated(7)));
        assertThat(journals.of(caller, today)).as("not over").isEmpty();
        CLOCK.set(endOf(today).plusSeconds(60));

        JournalDay day = journals.of(caller, today).orElseThrow();

        assertThat(day.lines())
                .containsExactly(
                        entry(today.minusDays(1), "1100", 7, 0),
                        entry(today.minusDays(1), "2100", 0, 7),
                        entry(today, "1100", 100, 0),
                        entry(today, "2100", 0, 100));
        assertThat(day.totals())
                .containsExactly(
                        new JournalDay.Total(LedgerContext.EUR, BigInteger.valueOf(107), BigInteger.valueOf(107), 4));
        CONTEXT.ledger().post(unit(tenant, null, dated(7)));
        assertThat(journals.of(caller, today)).contains(day);
    }

    private static JournalDay.Line entry(LocalDate value, String glCode, long debit, long credit) {
        return new JournalDay.Line(
                value, glCode, LedgerContext.EUR, BigInteger.valueOf(debit), BigInteger.valueOf(credit), 1);
    }

    private static TrialBalance.Line line(String glCode, long debit, long credit) {
        return new TrialBalance.Line(glCode, LedgerContext.EUR, BigInteger.valueOf(debit), BigInteger.valueOf(credit));
    }

    private AccountNumber open(AccountKind kind, String glCode) {
        return CONTEXT.ledger()
                .openAccount(
                        tenant,
                        new OpenAccount(
                                AccountOwner.PROGRAM, kind, LedgerContext.EUR, glCode, "test", OpenAccount.Bounds.NONE))
                .number();
    }

    /** Dated a day back. */
    private Posting dated(long minor) {
        return new Posting(CLOCK.instant().minus(Duration.ofDays(1)), List.of(new Posting.Leg(from, to, eur(minor))));
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static List<String> rulesBrokenBy(String damage) {
        try (Connection connection = CONTEXT.database.asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            assertThat(statement.executeUpdate(damage)).isPositive();
            List<Finding> findings = LedgerVerification.check(connection, checked -> {});
            connection.rollback();
            return findings.stream().map(Finding::rule).toList();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
