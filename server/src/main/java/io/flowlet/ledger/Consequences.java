package io.flowlet.ledger;

/**
 * Says what is written with an outcome.
 *
 * <p>Called once an attempt, in the writer's thread and inside its transaction: pure, quick, without I/O. What it throws fails its own unit
 * only.
 */
@FunctionalInterface
public interface Consequences {
    /** What belongs to {@code outcome}. */
    Consequence of(PostingOutcome outcome);
}
