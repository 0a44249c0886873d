package io.flowlet.onboarding;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * Answers and what they came to. Personal data: never log it.
 *
 * @param answers the chosen options by question
 * @param questionnaireHash of the policy version that asked
 * @param nextReviewAt when the person must be asked again
 */
public record RiskProfile(
        NavigableMap<String, NavigableSet<String>> answers,
        Suitability.Assessment assessment,
        int questionnaireVersion,
        String questionnaireHash,
        String modelVersion,
        Instant completedAt,
        Instant nextReviewAt) {
    public RiskLevel level() {
        return assessment.level();
    }

    public List<String> reasons() {
        return assessment.reasons();
    }

    @Override
    public String toString() {
        return "RiskProfile[…]";
    }
}
