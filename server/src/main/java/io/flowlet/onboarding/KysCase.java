package io.flowlet.onboarding;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's way through onboarding.
 *
 * @param riskLevel suitability band, null until the questions are answered
 * @param decision the last one by staff, null when nobody decided
 * @param version counts every change, from 1
 */
public record KysCase(
        CaseId id,
        SubscriberId subscriber,
        CaseProgress progress,
        @Nullable RiskLevel riskLevel,
        @Nullable CaseDecision decision,
        int version,
        Instant openedAt,
        Instant updatedAt) {
    public CaseState state() {
        return progress.state();
    }

    /** The next version. */
    KysCase to(CaseProgress next, @Nullable RiskLevel level, Instant now) {
        return new KysCase(id, subscriber, next, level, decision, version + 1, openedAt, now);
    }

    KysCase with(CaseDecision decided) {
        return new KysCase(id, subscriber, progress, riskLevel, decided, version, openedAt, updatedAt);
    }
}
