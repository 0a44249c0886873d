package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.onboarding.CaseId;
import io.flowlet.onboarding.CaseState;
import io.flowlet.onboarding.KysCase;
import io.flowlet.onboarding.OnboardingStatus;
import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscriber stands. A subscriber sees one step {@code review} for everything that follows the questions, the same whatever the cause.
 *
 * @param caseId null while nothing has begun
 * @param riskLevel the suitability band
 */
record StatusView(
        SubscriberId subscriberId,
        @Nullable CaseId caseId,
        String status,
        List<StepView> steps,
        List<NextStep> nextSteps,
        @Nullable String riskLevel,
        String tier,
        @Nullable Instant updatedAt) {
    private static final NextStep CONSENT = new NextStep("notice_and_consent", "POST", "/v1/kys/consents");
    private static final NextStep IDENTITY = new NextStep("identity", "POST", "/v1/kys/identity");
    private static final NextStep RISK_PROFILE = new NextStep("risk_profile", "POST", "/v1/kys/risk-profile");

    /** @param status {@code open}, {@code done} or {@code waiting} */
    record StepView(String name, String status) {}

    record NextStep(String step, String method, String path) {}

    static StatusView of(Caller caller, OnboardingStatus onboarding) {
        KysCase kysCase = onboarding.kysCase();
        CaseState state = kysCase == null ? CaseState.STARTED : kysCase.state();
        return new StatusView(
                onboarding.subscriber(),
                kysCase == null ? null : kysCase.id(),
                status(state),
                steps(state, SubscriberId.of(caller).isEmpty()),
                next(state),
                kysCase == null || kysCase.riskLevel() == null
                        ? null
                        : kysCase.riskLevel().code(),
                onboarding.tier().code(),
                kysCase == null ? null : kysCase.updatedAt());
    }

    private static String status(CaseState state) {
        return switch (state) {
            case STARTED -> "started";
            case NOTICE_AND_CONSENT, IDENTITY, RISK_PROFILE, SCREENING -> "in_progress";
            case REVIEW -> "in_review";
            case MORE_INFORMATION -> "more_information";
            case APPROVED -> "approved";
            case REJECTED -> "rejected";
        };
    }

    private static List<StepView> steps(CaseState state, boolean apart) {
        boolean asked = state == CaseState.MORE_INFORMATION;
        boolean answered = isPast(state, CaseState.IDENTITY);
        List<StepView> steps = new ArrayList<>();
        steps.add(step("notice_and_consent", isPast(state, CaseState.STARTED)));
        steps.add(step("identity", isPast(state, CaseState.NOTICE_AND_CONSENT) && !asked));
        steps.add(step("risk_profile", answered && !asked));
        if (apart) {
            steps.add(step("screening", answered));
        }
        String review = switch (state) {
            case APPROVED, REJECTED -> "done";
            case REVIEW, SCREENING, RISK_PROFILE -> "waiting";
            case STARTED, NOTICE_AND_CONSENT, IDENTITY, MORE_INFORMATION -> "open";
        };
        steps.add(new StepView("review", review));
        return steps;
    }

    private static boolean isPast(CaseState state, CaseState step) {
        return state.compareTo(step) > 0;
    }

    private static StepView step(String name, boolean done) {
        return new StepView(name, done ? "done" : "open");
    }

    private static List<NextStep> next(CaseState state) {
        return switch (state) {
            case STARTED -> List.of(CONSENT);
            case NOTICE_AND_CONSENT -> List.of(IDENTITY);
            case IDENTITY -> List.of(RISK_PROFILE);
            case MORE_INFORMATION -> List.of(IDENTITY, RISK_PROFILE);
            case RISK_PROFILE, SCREENING, REVIEW, APPROVED, REJECTED -> List.of();
        };
    }
}
