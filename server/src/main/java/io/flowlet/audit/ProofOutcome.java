package io.flowlet.audit;

/** What became of the wish for a proof. */
public sealed interface ProofOutcome {
    record Proven(EventProof proof) implements ProofOutcome {}

    /** The tenant has no such event. */
    record NoSuchEvent() implements ProofOutcome {}

    /** The event is recorded, but no checkpoint covers it yet: usually for a fraction of a second. */
    record NotSequenced() implements ProofOutcome {}

    /**
     * Consistency was asked for with a checkpoint that the log never had.
     *
     * @param size of the log now
     */
    record NoSuchCheckpoint(long size) implements ProofOutcome {}
}
