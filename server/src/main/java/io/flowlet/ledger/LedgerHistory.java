package io.flowlet.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.internal.PointInTime;
import io.flowlet.ledger.internal.UtcDays;
import io.flowlet.money.Money;
import io.flowlet.tenants.Transactions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * How accounts stood in the past, by either of two clocks.
 *
 * <p><b>At a moment</b> is what was known then: entries that were <em>booked</em> at it or before. What is booked later never changes the
 * answer. <b>By value date</b> is what is known now about then: entries that <em>took effect</em> at it or before, whenever they were booked.
 * A posting that is dated back changes the answer until its period is closed. Moments are exact to the microsecond.
 *
 * <p>Joins the open transaction of the tenant or opens one. Nothing here audits: the module that is asked does. The cost does not grow with
 * an account's history while the days are written ({@link LedgerUpkeep}). Thread-safe.
 */
@Component
public final class LedgerHistory {
    private final Transactions transactions;
    private final PointInTime past;

    LedgerHistory(Transactions transactions, PointInTime past) {
        this.transactions = transactions;
        this.past = past;
    }

    /** Balance and holds as booked at {@code at} or before; zero and version 0 before the first entry, empty for an unknown account. */
    public Optional<Balance> balanceAt(TenantId tenant, AccountNumber account, Instant at) {
        return transactions.in(tenant, () -> past.bookedBefore(tenant, account, UtcDays.after(at)));
    }

    /**
     * Balance by value date at {@code at} or before; empty for an unknown account. Holds have no value date.
     *
     * @throws ArithmeticException if it is no amount: no limit is checked against a past day
     */
    public Optional<Money> balanceByValue(TenantId tenant, AccountNumber account, Instant at) {
        return transactions.in(tenant, () -> past.valuedBefore(tenant, account, UtcDays.after(at)));
    }

    /** As above, at the end of a day (UTC). */
    public Optional<Money> balanceByValue(TenantId tenant, AccountNumber account, LocalDate day) {
        return transactions.in(tenant, () -> past.valuedBefore(tenant, account, UtcDays.end(day)));
    }

    /** All balances of the tenant as booked at {@code at} or before. */
    public TrialBalance trialBalanceAt(TenantId tenant, Instant at) {
        return transactions.in(tenant, () -> past.trialBalanceBooked(tenant, UtcDays.after(at)));
    }

    /** All balances of the tenant by value date at the end of a day (UTC). */
    public TrialBalance trialBalanceByValue(TenantId tenant, LocalDate day) {
        return transactions.in(tenant, () -> past.trialBalanceValued(tenant, UtcDays.end(day)));
    }
}
