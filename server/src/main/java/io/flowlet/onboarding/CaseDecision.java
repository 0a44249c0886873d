package io.flowlet.onboarding;

import java.time.Instant;
import java.util.UUID;

/**
 * What staff decided. Holds what they wrote: never log it.
 *
 * @param decidedBy public name of the credential
 */
public record CaseDecision(UUID id, Verdict verdict, String reason, String decidedBy, Instant decidedAt) {
    @Override
    public String toString() {
        return "CaseDecision[" + verdict + "]";
    }
}
