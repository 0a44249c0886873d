package io.flowlet.onboarding;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;

/**
 * Values answers: pure, in whole numbers, the same for ever for the same questionnaire and answers.
 *
 * <p>A question gives the points of its chosen options times its weight. The score is what was reached of what could be reached, in percent,
 * half a percent rounded up. The band of the score is the level, unless a knock-out limits it. Every step is told as a reason.
 */
public final class Suitability {
    private static final int PERCENT = 100;

    private Suitability() {}

    /**
     * The result.
     *
     * @param score 0 to 100
     * @param reasons one sentence for each question and each limit, in the questionnaire's order
     * @param holds what a person must look at; never told to the subscriber
     */
    public record Assessment(int score, RiskLevel level, List<String> reasons, Set<Hold> holds) {
        public Assessment {
            reasons = List.copyOf(reasons);
            holds = Set.copyOf(holds);
        }
    }

    /** @param answers complete and known to {@code questionnaire}, see {@link AnswerSheet} */
    public static Assessment assess(Questionnaire questionnaire, NavigableMap<String, NavigableSet<String>> answers) {
        List<String> reasons = new ArrayList<>();
        long reached = 0;
        long reachable = 0;
        for (Questionnaire.Question question : questionnaire.questions()) {
            long points = points(question, chosen(answers, question.id()));
            long most = most(question);
            reached += points;
            reachable += most;
            reasons.add("%s: %d of %d points".formatted(question.id(), points, most));
        }
        int score = reachable == 0 ? 0 : (int) ((2 * PERCENT * reached + reachable) / (2 * reachable));
        RiskLevel level = band(questionnaire, score);
        Set<Hold> holds = EnumSet.noneOf(Hold.class);
        for (Questionnaire.KnockOut knockOut : questionnaire.knockOuts()) {
            if (isChosen(answers, knockOut.choice())) {
                level = lower(level, knockOut.atMost());
                reasons.add("%s: the level is %s at most"
                        .formatted(
                                knockOut.choice().question(), knockOut.atMost().code()));
                if (knockOut.review()) {
                    holds.add(Hold.KNOCK_OUT);
                }
            }
        }
        boolean doubtful = questionnaire.contradictions().stream()
                .anyMatch(pair -> pair.effect() == Questionnaire.Effect.REVIEW && contradicts(answers, pair));
        if (doubtful) {
            holds.add(Hold.CONTRADICTION);
        }
        return new Assessment(score, level, reasons, holds);
    }

    static boolean contradicts(NavigableMap<String, NavigableSet<String>> answers, Questionnaire.Contradiction pair) {
        return isChosen(answers, pair.one()) && isChosen(answers, pair.other());
    }

    private static boolean isChosen(NavigableMap<String, NavigableSet<String>> answers, Questionnaire.Choice choice) {
        return chosen(answers, choice.question()).contains(choice.option());
    }

    private static Set<String> chosen(NavigableMap<String, NavigableSet<String>> answers, String question) {
        NavigableSet<String> options = answers.get(question);
        return options == null ? Set.of() : options;
    }

    private static long points(Questionnaire.Question question, Set<String> chosen) {
        return question.options().stream()
                .filter(option -> chosen.contains(option.id()))
                .mapToLong(option -> (long) question.weight() * option.points())
                .sum();
    }

    private static long most(Questionnaire.Question question) {
        var points = question.options().stream().mapToLong(option -> (long) question.weight() * option.points());
        return switch (question.kind()) {
            case SINGLE -> points.max().orElse(0);
            case MULTIPLE -> points.sum();
        };
    }

    private static RiskLevel band(Questionnaire questionnaire, int score) {
        RiskLevel level = RiskLevel.LOW;
        for (Questionnaire.Band band : questionnaire.bands()) {
            if (score >= band.from()) {
                level = band.level();
            }
        }
        return level;
    }

    private static RiskLevel lower(RiskLevel one, RiskLevel other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
