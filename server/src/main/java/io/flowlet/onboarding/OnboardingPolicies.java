package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.http.FieldFault;
import io.flowlet.policies.Policies;
import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyKind;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.TenantOpened;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The policies {@code questionnaire}, {@code notices} and {@code onboarding}: as they are in force, and what may be published. */
@Component
final class OnboardingPolicies implements TenantOpened {
    private final Policies policies;

    OnboardingPolicies(Policies policies) {
        this.policies = policies;
    }

    @Override
    public void opened(Tenant tenant, Caller caller) {
        policies.install(caller);
    }

    Questionnaire questionnaire(TenantId tenant) {
        return Questionnaire.of(policies.current(tenant, QuestionnaireKind.NAME));
    }

    Optional<Questionnaire> questionnaire(TenantId tenant, int version) {
        return policies.version(tenant, QuestionnaireKind.NAME, version).map(Questionnaire::of);
    }

    List<Notice> notices(TenantId tenant) {
        return Notice.of(policies.current(tenant, NoticesKind.NAME));
    }

    Rules rules(TenantId tenant) {
        return Rules.of(policies.current(tenant, RulesKind.NAME));
    }

    /** Questions whose rules name questions and options that exist. */
    @Component
    static final class QuestionnaireKind implements PolicyKind {
        static final String NAME = "questionnaire";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<FieldFault> check(
                Map<String, @Nullable Object> members, @Nullable Map<String, @Nullable Object> before) {
            PolicyBody body = PolicyBody.of(members);
            Questionnaire read = Questionnaire.read(body, 0, "");
            Set<String> questions = new HashSet<>();
            for (Questionnaire.Question question : read.questions()) {
                Set<String> options = new HashSet<>();
                if (!questions.add(question.id())
                        || !question.options().stream().allMatch(option -> options.add(option.id()))) {
                    body.fault("questions", "duplicate_id", "Questions, and options of one question, have an id each.");
                }
            }
            checkBands(body, read.bands());
            if (!read.knockOuts().stream().allMatch(knockOut -> read.has(knockOut.choice()))) {
                body.fault("knock_outs", "unknown_choice", "A knock-out names a question and one of its options.");
            }
            if (!read.contradictions().stream().allMatch(pair -> read.has(pair.one()) && read.has(pair.other()))) {
                body.fault("contradictions", "unknown_choice", "Both sides name a question and one of its options.");
            }
            return body.faults();
        }

        private static void checkBands(PolicyBody body, List<Questionnaire.Band> bands) {
            boolean rising = !bands.isEmpty() && bands.getFirst().from() == 0;
            for (int i = 1; i < bands.size(); i++) {
                rising &= bands.get(i).from() > bands.get(i - 1).from()
                        && bands.get(i).level().compareTo(bands.get(i - 1).level()) > 0;
            }
            if (!rising) {
                body.fault(
                        "bands",
                        "not_rising",
                        "The first band starts at 0; each next one is higher in score and level.");
            }
        }

        @Override
        public String initial() {
            return PolicyKind.resource(OnboardingPolicies.class, NAME + ".json");
        }
    }

    /** Notices whose version rises whenever what they say changes. */
    @Component
    static final class NoticesKind implements PolicyKind {
        static final String NAME = "notices";

        private record Place(String purpose, String language) {}

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<FieldFault> check(
                Map<String, @Nullable Object> members, @Nullable Map<String, @Nullable Object> before) {
            PolicyBody body = PolicyBody.of(members);
            Map<Place, Notice> known = new HashMap<>();
            if (before != null) {
                Notice.read(PolicyBody.of(before)).forEach(notice -> known.put(place(notice), notice));
            }
            Set<Place> seen = new HashSet<>();
            List<Notice> notices = Notice.read(body);
            if (notices.stream().noneMatch(Notice::required)) {
                body.fault("notices", "none_required", "Onboarding begins with a notice that is required.");
            }
            for (Notice notice : notices) {
                if (!seen.add(place(notice))) {
                    body.fault("notices", "duplicate_notice", "A purpose has one text in each language.");
                }
                Notice old = known.get(place(notice));
                if (old != null && !old.hash().equals(notice.hash()) && notice.version() <= old.version()) {
                    body.fault("notices", "version_not_raised", "A notice that changes gets a higher version.");
                }
            }
            return body.faults();
        }

        /** Whoever agreed to the text in between agreed to another one: a text that comes back gets a version of its own. */
        @Override
        public Map<String, @Nullable Object> again(
                Map<String, @Nullable Object> earlier, Map<String, @Nullable Object> newest) {
            Map<Object, Map<?, ?>> known = new HashMap<>();
            notices(newest).forEach(notice -> known.put(String.valueOf(notice.get("purpose")), notice));
            List<Object> again = new ArrayList<>();
            for (Map<?, ?> notice : notices(earlier)) {
                Map<?, ?> followed = known.get(String.valueOf(notice.get("purpose")));
                Map<Object, @Nullable Object> said = new HashMap<>(notice);
                if (followed != null && !followed.equals(notice)) {
                    said.put("version", number(followed) + 1);
                }
                again.add(said);
            }
            Map<String, @Nullable Object> body = new HashMap<>(earlier);
            body.put("notices", again);
            return body;
        }

        private static List<Map<?, ?>> notices(Map<String, @Nullable Object> body) {
            return ((List<?>) Objects.requireNonNull(body.get("notices")))
                    .stream()
                            .<Map<?, ?>>map(notice -> (Map<?, ?>) Objects.requireNonNull(notice))
                            .toList();
        }

        private static long number(Map<?, ?> notice) {
            return ((Number) Objects.requireNonNull(notice.get("version"))).longValue();
        }

        private static Place place(Notice notice) {
            return new Place(notice.purpose(), notice.language());
        }

        @Override
        public String initial() {
            return PolicyKind.resource(OnboardingPolicies.class, NAME + ".json");
        }
    }

    /** The rules of the case itself. */
    @Component
    static final class RulesKind implements PolicyKind {
        static final String NAME = "onboarding";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public List<FieldFault> check(
                Map<String, @Nullable Object> members, @Nullable Map<String, @Nullable Object> before) {
            PolicyBody body = PolicyBody.of(members);
            if (!Rules.read(body).steps().equals(Rules.STEPS)) {
                body.fault("steps", "unknown_steps", "The steps are " + String.join(", ", Rules.STEPS) + ".");
            }
            return body.faults();
        }

        @Override
        public String initial() {
            return PolicyKind.resource(OnboardingPolicies.class, NAME + ".json");
        }
    }
}
