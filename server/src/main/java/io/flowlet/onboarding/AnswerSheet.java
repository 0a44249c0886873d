package io.flowlet.onboarding;

import io.flowlet.onboarding.AnswerFault.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what was sent with the questionnaire and tells every fault at once; pure. */
final class AnswerSheet {
    private static final int MOST_FAULTS = 20;

    private final Questionnaire questionnaire;
    private final NavigableMap<String, NavigableSet<String>> answers = new TreeMap<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<AnswerFault> faults = new ArrayList<>();

    private AnswerSheet(Questionnaire questionnaire) {
        this.questionnaire = questionnaire;
    }

    static AnswerSheet of(Questionnaire questionnaire, List<GivenAnswer> given) {
        AnswerSheet sheet = new AnswerSheet(questionnaire);
        for (int i = 0; i < given.size(); i++) {
            sheet.take(i, given.get(i));
        }
        sheet.findMissing();
        sheet.findContradictions();
        return sheet;
    }

    /** The answers as they are kept, whether or not they fit; empty when a question was answered twice. */
    static Optional<NavigableMap<String, NavigableSet<String>>> plain(List<GivenAnswer> given) {
        NavigableMap<String, NavigableSet<String>> plain = new TreeMap<>();
        for (GivenAnswer answer : given) {
            NavigableSet<String> options = new TreeSet<>(answer.options());
            if (options.size() != answer.options().size() || plain.put(answer.question(), options) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(plain);
    }

    List<AnswerFault> faults() {
        return List.copyOf(faults);
    }

    /** The chosen options by question; complete and known when there are no {@link #faults}. */
    NavigableMap<String, NavigableSet<String>> answers() {
        return answers;
    }

    private void take(int index, GivenAnswer given) {
        Optional<Questionnaire.Question> known = questionnaire.question(given.question());
        if (known.isEmpty()) {
            tell(index, Part.QUESTION, "unknown_question", "The questionnaire has no such question.");
            return;
        }
        if (places.putIfAbsent(given.question(), index) != null) {
            tell(index, Part.QUESTION, "duplicate_answer", "This question is answered already.");
            return;
        }
        answers.put(given.question(), options(index, known.get(), given.options()));
    }

    private NavigableSet<String> options(int index, Questionnaire.Question question, List<String> given) {
        NavigableSet<String> chosen = new TreeSet<>(given);
        Set<String> unknown = new HashSet<>(chosen);
        question.options().forEach(option -> unknown.remove(option.id()));
        boolean alone = chosen.size() > 1
                && (question.kind() == Questionnaire.Kind.SINGLE
                        || question.options().stream()
                                .anyMatch(option -> option.exclusive() && chosen.contains(option.id())));
        if (chosen.isEmpty()) {
            tell(index, Part.ANSWER, "missing_answer", "Choose an option.");
        } else if (!unknown.isEmpty()) {
            tell(index, Part.ANSWER, "unknown_option", "This question has no such option.");
        } else if (chosen.size() < given.size()) {
            tell(index, Part.ANSWER, "duplicate_answer", "An option is chosen twice.");
        } else if (alone) {
            tell(index, Part.ANSWER, "contradictory_answer", "These options cannot be chosen together.");
        }
        return chosen;
    }

    private void findMissing() {
        for (Questionnaire.Question question : questionnaire.questions()) {
            if (!places.containsKey(question.id())) {
                // the questionnaire's own name, known to everybody
                tell(-1, Part.ALL, "missing_answer", "The question " + question.id() + " has no answer.");
            }
        }
    }

    private void findContradictions() {
        for (Questionnaire.Contradiction pair : questionnaire.contradictions()) {
            Integer place = places.get(pair.other().question());
            if (pair.effect() == Questionnaire.Effect.REFUSE
                    && place != null
                    && Suitability.contradicts(answers, pair)) {
                tell(
                        place,
                        Part.ANSWER,
                        "contradictory_answer",
                        "This does not fit the answer to " + pair.one().question() + ".");
            }
        }
    }

    private void tell(int index, Part part, String code, String detail) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new AnswerFault(index, part, code, detail));
        }
    }
}
