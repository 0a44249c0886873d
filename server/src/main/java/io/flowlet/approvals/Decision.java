package io.flowlet.approvals;

import java.time.Instant;
import java.util.UUID;

/**
 * What one person said about a request, once. Holds free text: never log it.
 *
 * @param decidedBy public name of the credential
 */
public record Decision(UUID decider, String decidedBy, Verdict verdict, String reason, Instant decidedAt) {
    @Override
    public String toString() {
        return "Decision[" + verdict.code() + " by " + decidedBy + "]";
    }
}
