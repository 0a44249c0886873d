package io.flowlet.client.app;

import io.flowlet.sdk.Kys.Status;
import io.flowlet.sdk.Kys.StepStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The steps of onboarding at the top of their pages. */
public record Stepper(List<Step> steps) {
    private static final List<String> NAMES = List.of("notice_and_consent", "identity", "risk_profile", "review");
    private static final List<String> LABELS = List.of("Consent", "Identity", "Questions", "Review");

    /**
     * One of them.
     *
     * @param number from 1
     * @param current whether this page is about it
     */
    public record Step(int number, String label, boolean done, boolean current) {
        /** Its state for those who do not see it. */
        public String said() {
            return done ? "done" : current ? "current" : "to do";
        }
    }

    /** @param current counted from 0 */
    static Stepper at(Status status, int current) {
        Map<String, StepStatus> states = status.steps().stream()
                .collect(Collectors.toMap(step -> step.name(), step -> step.status(), (first, second) -> first));
        return new Stepper(IntStream.range(0, NAMES.size())
                .mapToObj(
                        i -> new Step(i + 1, LABELS.get(i), states.get(NAMES.get(i)) == StepStatus.DONE, i == current))
                .toList());
    }
}
