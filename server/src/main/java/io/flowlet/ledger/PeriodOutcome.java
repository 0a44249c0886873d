package io.flowlet.ledger;

/** How closing a period ended. */
public sealed interface PeriodOutcome {
    /**
     * It is closed.
     *
     * @param balance by value date at its end
     */
    record Closed(ClosedPeriod period, TrialBalance balance) implements PeriodOutcome {}

    /** Its last day is not over, or lies in a period that is closed already. */
    record NotClosable() implements PeriodOutcome {}
}
