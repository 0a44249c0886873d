package io.flowlet.onboarding;

import java.util.List;

/** What became of a set of answers. */
public sealed interface RiskProfileOutcome {
    /** The answers count; or they counted already. */
    record Completed(RiskProfile profile) implements RiskProfileOutcome {}

    record NoSuchSubscriber() implements RiskProfileOutcome {}

    record OutOfOrder() implements RiskProfileOutcome {}

    /** Another version of the questionnaire was answered than the one in force. */
    record Outdated() implements RiskProfileOutcome {}

    record AnswersRefused(List<AnswerFault> faults) implements RiskProfileOutcome {}
}
