package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.onboarding.AnswerFault;
import io.flowlet.onboarding.Onboarding;
import io.flowlet.onboarding.Questionnaire;
import io.flowlet.onboarding.RiskProfile;
import io.flowlet.onboarding.RiskProfileOutcome;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code /v1/kys/questionnaire} and {@code /v1/kys/risk-profile}. */
@RestController
@RequestMapping("/v1/kys")
final class RiskProfileController {
    private static final String COMPLETED = "completed";

    private final Onboarding onboarding;
    private final Steps steps;
    private final Answers answers;

    RiskProfileController(Onboarding onboarding, Steps steps, Answers answers) {
        this.onboarding = onboarding;
        this.steps = steps;
        this.answers = answers;
    }

    /** The questions without what they are worth. */
    record QuestionnaireView(int version, String hash, String language, List<QuestionView> questions) {
        static QuestionnaireView of(Questionnaire questionnaire) {
            return new QuestionnaireView(
                    questionnaire.version(),
                    questionnaire.hash(),
                    questionnaire.language(),
                    questionnaire.questions().stream().map(QuestionView::of).toList());
        }
    }

    record QuestionView(String id, String text, String kind, List<OptionView> options) {
        static QuestionView of(Questionnaire.Question question) {
            return new QuestionView(
                    question.id(),
                    question.text(),
                    question.kind().name().toLowerCase(Locale.ROOT),
                    question.options().stream()
                            .map(option -> new OptionView(option.id(), option.text()))
                            .toList());
        }
    }

    record OptionView(String id, String text) {}

    record View(
            String status,
            String riskLevel,
            int score,
            List<String> reasons,
            int questionnaireVersion,
            String modelVersion,
            Instant nextReviewAt) {
        @Override
        public String toString() {
            return "View[…]";
        }
    }

    /** The same in the spelling that this operation began with. */
    @JsonNaming(PropertyNamingStrategies.LowerCamelCaseStrategy.class)
    record OriginalView(
            String status,
            String riskLevel,
            int score,
            List<String> reasons,
            int questionnaireVersion,
            String modelVersion,
            Instant nextReviewAt) {
        @Override
        public String toString() {
            return "OriginalView[…]";
        }
    }

    @GetMapping("/questionnaire")
    @RequiresScope(value = "kys:read", subscriber = "kys:read", staff = "kys:read")
    QuestionnaireView questionnaire(Caller caller) {
        return QuestionnaireView.of(onboarding.questionnaire(caller.tenant()));
    }

    @PostMapping("/risk-profile")
    @RequiresScope(value = "kys:write", subscriber = "kys:write")
    ResponseEntity<String> complete(Caller caller, HttpServletRequest request, @RequestBody JsonNode body) {
        RiskProfileRequest asked = RiskProfileRequest.of(body);
        SubscriberId subscriber = Steps.whose(
                caller,
                asked.subscriber(),
                ProblemCode.BODY_INVALID,
                "/" + asked.spelling().user());
        return steps.once(caller, request, body, () -> switch (onboarding.completeRiskProfile(
                caller, subscriber, asked.answers(), asked.version())) {
            case RiskProfileOutcome.Completed(var profile) -> answers.ok(view(profile, asked.spelling()));
            case RiskProfileOutcome.NoSuchSubscriber() -> throw Refusal.of(ProblemCode.NOT_FOUND);
            case RiskProfileOutcome.OutOfOrder() -> throw Refusal.of(ProblemCode.STEP_OUT_OF_ORDER);
            case RiskProfileOutcome.Outdated() -> throw Refusal.of(ProblemCode.QUESTIONNAIRE_OUTDATED);
            case RiskProfileOutcome.AnswersRefused(var faults) ->
                throw Refusal.of(
                        ProblemCode.ANSWERS_REFUSED,
                        faults.stream()
                                .map(fault -> fault(fault, asked.spelling()))
                                .toList());
        });
    }

    private static Object view(RiskProfile profile, Spelling spelling) {
        View view = new View(
                COMPLETED,
                profile.level().code(),
                profile.assessment().score(),
                profile.reasons(),
                profile.questionnaireVersion(),
                profile.modelVersion(),
                profile.nextReviewAt());
        return switch (spelling) {
            case SNAKE -> view;
            case ORIGINAL ->
                new OriginalView(
                        view.status(),
                        view.riskLevel(),
                        view.score(),
                        view.reasons(),
                        view.questionnaireVersion(),
                        view.modelVersion(),
                        view.nextReviewAt());
        };
    }

    private static FieldFault fault(AnswerFault fault, Spelling spelling) {
        String pointer = switch (fault.part()) {
            case ALL -> "/answers";
            case QUESTION -> "/answers/" + fault.index() + "/" + spelling.question();
            case ANSWER -> "/answers/" + fault.index() + "/answer";
        };
        return new FieldFault(pointer, fault.code(), fault.detail());
    }
}
