package io.flowlet.ledger;

import io.flowlet.http.ProblemCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of one command of a batch. */
public sealed interface BatchOutcome {
    /**
     * It stands in the books.
     *
     * @param hold the hold that it placed, captured or voided; null for others
     * @param replayed whether an earlier request with its key did it
     */
    record Posted(TransactionId transaction, @Nullable HoldId hold, Instant bookedAt, boolean replayed)
            implements BatchOutcome {}

    /**
     * It was refused, and so was nobody else for it.
     *
     * @param pointer into the command, at the leg that was the reason; null where there is one only
     * @param replayed whether an earlier request with its key was refused
     */
    record Refused(ProblemCode reason, @Nullable String pointer, boolean replayed) implements BatchOutcome {}

    /** It was not looked at, because the server had too much to do; its key is unused. */
    record NotAttempted(ProblemCode reason) implements BatchOutcome {}
}
