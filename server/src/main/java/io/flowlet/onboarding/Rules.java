package io.flowlet.onboarding;

import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyVersion;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The policy {@code onboarding}. Immutable.
 *
 * @param version of the policy; 0 for a body that is none yet
 * @param minimumAgeYears whole years of life before somebody is taken
 * @param months until the next risk profile, by level
 */
public record Rules(int version, List<String> steps, int minimumAgeYears, Months months) {
    /** The steps that this build knows, in the only order that it can walk them. */
    static final List<String> STEPS = List.of("notice_and_consent", "identity", "risk_profile", "screening");

    /** Months until a reassessment. */
    public record Months(int low, int medium, int high) {}

    /** The rules that a published version holds. */
    public static Rules of(PolicyVersion version) {
        return read(version.version(), PolicyBody.of(version.members()));
    }

    /** Reads a body and leaves its faults in it. */
    static Rules read(PolicyBody body) {
        return read(0, body);
    }

    private static Rules read(int version, PolicyBody body) {
        PolicyBody months = body.object("reassessment_months");
        return new Rules(
                version,
                body.texts("steps", 1, 10),
                body.number("minimum_age_years", 0, 120),
                new Months(
                        months.number("low", 1, 120), months.number("medium", 1, 120), months.number("high", 1, 120)));
    }

    boolean isOldEnough(LocalDate birthOn, LocalDate today) {
        return !birthOn.plusYears(minimumAgeYears).isAfter(today);
    }

    Instant nextReview(RiskLevel level, Instant completedAt) {
        int wait = switch (level) {
            case LOW -> months.low();
            case MEDIUM -> months.medium();
            case HIGH -> months.high();
        };
        return completedAt.atOffset(ZoneOffset.UTC).plusMonths(wait).toInstant();
    }
}
