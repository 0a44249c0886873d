package io.flowlet.sdk.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a problem as they were answered (RFC 9457 and Flowlet's own).
 *
 * @param code stable and never reused: what a program branches on; {@code docs/reference/problems.md} lists all
 * @param title the code in words
 * @param detail what happened, in a sentence; it may change, so compare {@code code}
 * @param errors which members of the request are wrong; empty unless the code is about members
 * @param traceId finds the request in traces
 * @param requestId finds the request in logs and audit events: give it to support
 * @param retryAfter how long to wait, when the answer said so
 */
public record ProblemDetails(
        int status,
        String code,
        String title,
        String detail,
        Advice advice,
        boolean retryable,
        List<FieldFault> errors,
        @Nullable String traceId,
        @Nullable String requestId,
        @Nullable Duration retryAfter) {
    public ProblemDetails {
        errors = List.copyOf(errors);
    }
}
