package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/kyc} and {@code /v1/kys}: the steps by which a person becomes an approved subscriber. {@link #status} names the next ones.
 *
 * <p>Where a {@code subscriberId} may be null, null is the signed-in subscriber; a client names one.
 */
public final class Kys {
    private static final String CONSENTS = "/v1/kys/consents";
    private static final String STATUS = "/v1/kyc/status";
    private static final String SUBSCRIBER = "subscriber_id";

    private final Api api;

    Kys(Api api) {
        this.api = api;
    }

    /** How far onboarding got. */
    public enum OnboardingStatus {
        STARTED,
        IN_PROGRESS,
        IN_REVIEW,
        MORE_INFORMATION,
        APPROVED,
        REJECTED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** How far one step got. */
    public enum StepStatus {
        OPEN,
        DONE,
        WAITING,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** How much a person's situation asks for attention. */
    public enum RiskLevel {
        LOW,
        MEDIUM,
        HIGH,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** @param name {@code notice_and_consent}, {@code identity}, {@code risk_profile}, {@code screening}, {@code review} */
    public record Step(String name, StepStatus status) {}

    /** A step that can be taken now, and the call that takes it. */
    public record NextStep(String step, String method, String path) {}

    /**
     * Where a person's onboarding stands.
     *
     * @param riskLevel null until it is known
     * @param tier null until there is one
     */
    public record Status(
            String subscriberId,
            @Nullable String caseId,
            OnboardingStatus status,
            List<Step> steps,
            List<NextStep> nextSteps,
            @Nullable RiskLevel riskLevel,
            @Nullable String tier,
            @Nullable Instant updatedAt) {
        public Status {
            steps = Lists.copyOf(steps);
            nextSteps = Lists.copyOf(nextSteps);
        }
    }

    /**
     * What a person is told about the use of their data.
     *
     * @param purpose {@code kyc_record}, {@code service}, {@code marketing}
     * @param hash of the text, hexadecimal: send it back with the consent
     * @param legalBasis {@code legal_obligation}, {@code contract}, {@code consent}
     * @param required whether onboarding needs it
     */
    public record Notice(
            String purpose,
            String title,
            String text,
            String language,
            int version,
            String hash,
            String legalBasis,
            boolean required) {}

    /** A person's answer to a notice, as it was shown. */
    public record NewConsent(
            @Nullable String subscriberId,
            String purpose,
            int noticeVersion,
            String noticeHash,
            String language,
            boolean accepted) {
        /** That the signed-in subscriber accepts {@code notice}. */
        public static NewConsent to(Notice notice) {
            return new NewConsent(null, notice.purpose(), notice.version(), notice.hash(), notice.language(), true);
        }
    }

    /** @param withdrawnAt null while it stands */
    public record Consent(
            String id,
            String subscriberId,
            String purpose,
            int noticeVersion,
            String noticeHash,
            String language,
            String legalBasis,
            Instant givenAt,
            @Nullable Instant withdrawnAt) {}

    /** @param country a code of ISO 3166 with two letters */
    public record Address(
            @JsonProperty("line1") String line1,
            @JsonProperty("line2") @Nullable String line2,
            String city,
            String postalCode,
            String country) {
        @Override
        public String toString() {
            return "Address[…]";
        }
    }

    /**
     * A paper that a person has. Text forms show nothing of it.
     *
     * @param type {@code passport}, {@code identity_card}, {@code residence_permit} or {@code driving_licence}
     * @param issuingCountry two capital letters, ISO 3166-1
     */
    public record Document(String type, String number, String issuingCountry) {
        @Override
        public String toString() {
            return "Document[…]";
        }
    }

    /**
     * Who a person says they are. Text forms show nothing of it.
     *
     * @param phone {@code +} and 7 to 15 digits, ITU-T E.164; null if it is not said
     * @param document null if it is not said
     */
    public record Identity(
            @Nullable String subscriberId,
            String givenName,
            String familyName,
            LocalDate birthOn,
            String nationality,
            String residenceCountry,
            Address address,
            @Nullable String phone,
            @Nullable Document document) {
        /** Without telephone and document. */
        public Identity(
                @Nullable String subscriberId,
                String givenName,
                String familyName,
                LocalDate birthOn,
                String nationality,
                String residenceCountry,
                Address address) {
            this(subscriberId, givenName, familyName, birthOn, nationality, residenceCountry, address, null, null);
        }

        @Override
        public String toString() {
            return "Identity[…]";
        }
    }

    /** How many options a question takes. */
    public enum QuestionKind {
        SINGLE,
        MULTIPLE,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    public record Option(String id, String text) {}

    public record Question(String id, String text, QuestionKind kind, List<Option> options) {
        public Question {
            options = Lists.copyOf(options);
        }
    }

    public record Questionnaire(int version, @Nullable String hash, String language, List<Question> questions) {
        public Questionnaire {
            questions = Lists.copyOf(questions);
        }
    }

    /**
     * An answer: made by {@link #one} or {@link #several}, as the question's kind asks. Text forms show nothing of it.
     *
     * @param answer an option's id, or a list of them
     */
    public record Answer(String questionId, Object answer) {
        public static Answer one(String questionId, String option) {
            return new Answer(questionId, option);
        }

        public static Answer several(String questionId, List<String> options) {
            return new Answer(questionId, List.copyOf(options));
        }

        @Override
        public String toString() {
            return "Answer[" + questionId + "]";
        }
    }

    /**
     * Answers to a questionnaire.
     *
     * @param userId {@code sub_…}; null for the signed-in subscriber
     * @param questionnaireVersion that the person saw: {@code questionnaire_outdated} when there is a newer one; null skips the check
     */
    public record Answers(
            @Nullable String userId,
            List<Answer> answers,
            @Nullable Integer questionnaireVersion) {
        public Answers {
            answers = List.copyOf(answers);
        }

        @Override
        public String toString() {
            return "Answers[…]";
        }
    }

    /**
     * What the answers come to.
     *
     * @param status {@code completed}
     * @param reasons how the score came about, in words; empty from a server that does not say
     */
    public record RiskProfile(
            String status,
            RiskLevel riskLevel,
            @Nullable BigDecimal score,
            List<String> reasons,
            @Nullable Integer questionnaireVersion,
            @Nullable String modelVersion,
            @Nullable Instant nextReviewAt) {
        public RiskProfile {
            reasons = Lists.copyOf(reasons);
        }
    }

    /** Of the signed-in subscriber. */
    public Status status() {
        return api.ask(Call.get(STATUS), Status.class);
    }

    public Status status(String subscriberId) {
        return api.ask(Call.get(STATUS).with(SUBSCRIBER, subscriberId), Status.class);
    }

    public List<Notice> notices() {
        return api.all(Call.get("/v1/kys/notices"), Notice.class);
    }

    /** Of the signed-in subscriber. */
    public List<Consent> consents() {
        return api.all(Call.get(CONSENTS), Consent.class);
    }

    public List<Consent> consents(String subscriberId) {
        return api.all(Call.get(CONSENTS).with(SUBSCRIBER, subscriberId), Consent.class);
    }

    /** @throws io.flowlet.sdk.problem.ConflictProblem {@code notice_retired}: show the newer notice */
    public Consent consent(NewConsent consent) {
        return consent(consent, IdempotencyKey.fresh());
    }

    /** As {@link #consent(NewConsent)}, under a key of the caller. */
    public Consent consent(NewConsent consent, IdempotencyKey key) {
        return api.ask(Call.post(CONSENTS).sending(consent).once(key), Consent.class);
    }

    /** @throws io.flowlet.sdk.problem.ConflictProblem {@code consent_not_withdrawable}: this use rests on law or contract */
    public Consent withdraw(String consentId) {
        return withdraw(consentId, IdempotencyKey.fresh());
    }

    /** As {@link #withdraw(String)}, under a key of the caller. */
    public Consent withdraw(String consentId, IdempotencyKey key) {
        return api.ask(Call.post("/v1/kys/consents/{}/withdrawal", consentId).once(key), Consent.class);
    }

    /** @throws io.flowlet.sdk.problem.ConflictProblem {@code step_out_of_order} */
    public Status identify(Identity identity) {
        return identify(identity, IdempotencyKey.fresh());
    }

    /** As {@link #identify(Identity)}, under a key of the caller. */
    public Status identify(Identity identity, IdempotencyKey key) {
        return api.ask(Call.post("/v1/kys/identity").sending(identity).once(key), Status.class);
    }

    public Questionnaire questionnaire() {
        return api.ask(Call.get("/v1/kys/questionnaire"), Questionnaire.class);
    }

    /**
     * Answers the questionnaire.
     *
     * @throws io.flowlet.sdk.problem.ValidationProblem {@code answers_refused}, with the reasons in {@code errors}
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code questionnaire_outdated}, {@code step_out_of_order}
     */
    public RiskProfile riskProfile(Answers answers) {
        return riskProfile(answers, IdempotencyKey.fresh());
    }

    /** As {@link #riskProfile(Answers)}, under a key of the caller. */
    public RiskProfile riskProfile(Answers answers, IdempotencyKey key) {
        return api.ask(Call.post("/v1/kys/risk-profile").sending(answers).once(key), RiskProfile.class);
    }
}
