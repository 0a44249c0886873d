package io.flowlet.outbound;

/** What came of a call. */
public sealed interface OutboundOutcome {
    /**
     * Somebody answered, whatever the status.
     *
     * @param body at most {@link Outbound#MOST_BYTES}
     */
    record Answered(int status, byte[] body) implements OutboundOutcome {
        /** Whether the status is 200 to 299. */
        public boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    /** The address is not one that may be called: nothing was sent. */
    record NotAllowed() implements OutboundOutcome {}

    /** No answer, or not in time, or too long a one. Whether the call was heard is not known. */
    record Unanswered() implements OutboundOutcome {}
}
