package io.flowlet.screening;

import io.flowlet.approvals.ApprovalId;

/** How a decision ended. */
public sealed interface DecisionOutcome {
    /** The hit as it stands now. */
    record Decided(ScreeningHit hit) implements DecisionOutcome {}

    /**
     * A strong hit is cleared by two people: the other one was asked.
     *
     * @param hit as it stands, open
     */
    record Asked(ScreeningHit hit, ApprovalId approval) implements DecisionOutcome {}

    /** Another person or entry stands in it than what was agreed on. */
    record Renewed() implements DecisionOutcome {}

    /** Somebody was first. */
    record DecidedAlready() implements DecisionOutcome {}

    /** The tenant has no such hit. */
    record Unknown() implements DecisionOutcome {}
}
