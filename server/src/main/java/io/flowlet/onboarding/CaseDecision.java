package io.flowlet.onboarding;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What staff decided. Holds what they wrote: never log it.
 *
 * @param decidedBy public name of the credential
 * @param rulesVersion of the policy {@code onboarding} under which; null for what was decided before it was kept
 */
public record CaseDecision(
        UUID id,
        Verdict verdict,
        String reason,
        String decidedBy,
        Instant decidedAt,
        @Nullable Integer rulesVersion) {
    @Override
    public String toString() {
        return "CaseDecision[" + verdict + "]";
    }
}
