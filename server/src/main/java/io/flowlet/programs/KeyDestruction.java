package io.flowlet.programs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to destroy every key of a tenant, and what came of it.
 *
 * @param reference what it rests on, for example a contract's number; names nobody
 * @param requestedBy {@code cli_…} of an operator, and so are {@code approvedBy} and {@code endedBy}
 * @param earliestAt before which nothing is destroyed; null until it is approved
 * @param endedBy the server's own name where its job carried it out or refused it
 */
public record KeyDestruction(
        KeyDestructionId id,
        Tenant tenant,
        String reference,
        KeyDestructionState state,
        String requestedBy,
        Instant requestedAt,
        @Nullable String approvedBy,
        @Nullable Instant approvedAt,
        @Nullable Instant earliestAt,
        @Nullable String endedBy,
        @Nullable Instant endedAt) {
    /** Whether this operator asked for it or agreed. */
    boolean isOf(String operator) {
        return operator.equals(requestedBy) || operator.equals(approvedBy);
    }
}
