package io.flowlet.ledger;

import io.flowlet.http.StoredAnswer;
import org.jspecify.annotations.Nullable;

/** What a caller gets for a unit. */
public sealed interface PostingReceipt {
    /**
     * Decided now, and committed.
     *
     * @param answer as the consequences said
     */
    record Decided(PostingOutcome outcome, @Nullable StoredAnswer answer) implements PostingReceipt {}

    /** The key was carried out before: the answer of then. Nothing was done. */
    record Replayed(StoredAnswer answer) implements PostingReceipt {}

    /** The key belongs to another request. Nothing was done. */
    record KeyReused() implements PostingReceipt {}

    /** Too much is waiting already. Nothing was done. */
    record Overloaded(int retryAfterSeconds) implements PostingReceipt {}

    /** It waited past its deadline. Nothing was done. */
    record DeadlineExceeded() implements PostingReceipt {}
}
