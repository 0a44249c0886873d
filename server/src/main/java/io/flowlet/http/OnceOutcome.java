package io.flowlet.http;

/** How a request with an idempotency key ended. */
public sealed interface OnceOutcome {
    /** Carried out now. */
    record Fresh(StoredAnswer answer) implements OnceOutcome {}

    /** Carried out before: the answer of then. */
    record Replayed(StoredAnswer answer) implements OnceOutcome {}

    /** The key belongs to another request; nothing was done. */
    record KeyReused() implements OnceOutcome {}

    /** The same key is running on this instance; nothing was done. */
    record InFlight() implements OnceOutcome {}

    /** Too much is waiting already; nothing was done. */
    record Overloaded(int retryAfterSeconds) implements OnceOutcome {}

    /** It waited past its deadline; nothing was done. */
    record DeadlineExceeded() implements OnceOutcome {}
}
