package io.flowlet.screening;

/** How a decision ended. */
public sealed interface DecisionOutcome {
    /** The hit as it stands now. */
    record Decided(ScreeningHit hit) implements DecisionOutcome {}

    /** Somebody was first. */
    record DecidedAlready() implements DecisionOutcome {}

    /** The tenant has no such hit. */
    record Unknown() implements DecisionOutcome {}
}
