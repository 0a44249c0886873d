package io.flowlet.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Cases;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SuitabilityTests {
    private static final Questionnaire QUESTIONS = new Questionnaire(
            1,
            "00",
            "model_1",
            "en",
            List.of(
                    new Questionnaire.Question(
                            "years",
                            "How many?",
                            Questionnaire.Kind.SINGLE,
                            2,
                            List.of(option("none", 0, false), option("some", 5, false), option("many", 10, false))),
                    new Questionnaire.Question(
                            "held",
                            "Which?",
                            Questionnaire.Kind.MULTIPLE,
                            1,
                            List.of(
                                    option("nothing", 0, true),
                                    option("funds", 4, false),
                                    option("options", 6, false)))),
            List.of(
                    new Questionnaire.Band(RiskLevel.LOW, 0),
                    new Questionnaire.Band(RiskLevel.MEDIUM, 34),
                    new Questionnaire.Band(RiskLevel.HIGH, 67)),
            List.of(new Questionnaire.KnockOut(choice("held", "nothing"), RiskLevel.LOW, true)),
            List.of(
                    new Questionnaire.Contradiction(
                            choice("years", "none"), choice("held", "options"), Questionnaire.Effect.REFUSE),
                    new Questionnaire.Contradiction(
                            choice("years", "none"), choice("held", "funds"), Questionnaire.Effect.REVIEW)));

    @Test
    void countsPointsTimesWeightInPercentHalfRoundedUp() {
        Suitability.Assessment result = assess(answer("years", "some"), answer("held", "funds"));

        // 2 * 5 + 4 = 14 of 2 * 10 + 4 + 6 = 30: 46.67
        assertThat(result.score()).isEqualTo(47);
        assertThat(result.level()).isEqualTo(RiskLevel.MEDIUM);
        assertThat(result.reasons()).containsExactly("years: 10 of 20 points", "held: 4 of 10 points");
        assertThat(result.holds()).isEmpty();
    }

    @Test
    void bandsStartWhereTheySay() {
        assertThat(assess(answer("years", "none"), answer("held", "nothing")).score())
                .isZero();
        assertThat(assess(answer("years", "some"), answer("held", "options")).level())
                .isEqualTo(RiskLevel.MEDIUM);
        assertThat(assess(answer("years", "many"), answer("held", "funds", "options"))
                        .level())
                .isEqualTo(RiskLevel.HIGH);
        assertThat(assess(answer("years", "many"), answer("held", "funds", "options"))
                        .score())
                .isEqualTo(100);
    }

    @Test
    void aKnockOutLimitsTheLevelAndSaysSo() {
        Suitability.Assessment result = assess(answer("years", "many"), answer("held", "nothing"));

        assertThat(result.score()).isEqualTo(67);
        assertThat(result.level()).isEqualTo(RiskLevel.LOW);
        assertThat(result.reasons()).endsWith("held: the level is low at most");
        assertThat(result.holds()).containsExactly(Hold.KNOCK_OUT);
    }

    @Test
    void answersThatHardlyFitCallForAPersonAndDoNotSaySo() {
        Suitability.Assessment result = assess(answer("years", "none"), answer("held", "funds"));

        assertThat(result.holds()).containsExactly(Hold.CONTRADICTION);
        assertThat(result.reasons()).hasSize(2);
    }

    @Test
    void isTheSameInWhateverOrderTheAnswersCome() {
        Cases.check("order of answers", random -> {
            GivenAnswer[] sent = {
                any(random, "years", 1, "none", "some", "many"), any(random, "held", 2, "funds", "options")
            };
            GivenAnswer[] turned = {sent[1], sent[0]};
            assertThat(Suitability.assess(QUESTIONS, sheet(turned).answers()))
                    .isEqualTo(Suitability.assess(QUESTIONS, sheet(sent).answers()));
        });
    }

    @Test
    void moreRiskInOneAnswerNeverLowersTheScore() {
        Cases.check("monotone score", random -> {
            List<String> years = List.of("none", "some", "many");
            int one = random.nextInt(3);
            int other = random.nextInt(one, 3);
            GivenAnswer held = any(random, "held", 2, "funds", "options");
            int low = Suitability.assess(QUESTIONS, plain(answer("years", years.get(one)), held))
                    .score();
            int high = Suitability.assess(QUESTIONS, plain(answer("years", years.get(other)), held))
                    .score();
            assertThat(high).isBetween(low, 100);
        });
    }

    @Test
    void everyFaultOfTheAnswersIsNamedWithItsPlace() {
        assertThat(faults(answer("years", "some"))).containsExactly("-1 ALL missing_answer");
        assertThat(faults(answer("years", "some"), answer("held", "funds"), answer("colour", "red")))
                .containsExactly("2 QUESTION unknown_question");
        assertThat(faults(answer("years", "lots"), answer("held", "funds"))).containsExactly("0 ANSWER unknown_option");
        assertThat(faults(answer("years", "some"), answer("held", "funds"), answer("years", "some")))
                .containsExactly("2 QUESTION duplicate_answer");
        assertThat(faults(answer("years", "some"), answer("held", "funds", "funds")))
                .containsExactly("1 ANSWER duplicate_answer");
        assertThat(faults(answer("years", "some", "many"), answer("held", "funds")))
                .containsExactly("0 ANSWER contradictory_answer");
        assertThat(faults(answer("years", "some"), answer("held", "nothing", "funds")))
                .containsExactly("1 ANSWER contradictory_answer");
        assertThat(faults(answer("years", "none"), answer("held", "options")))
                .containsExactly("1 ANSWER contradictory_answer");
        assertThat(faults(answer("years"), answer("held", "funds"))).containsExactly("0 ANSWER missing_answer");
        assertThat(faults(answer("years", "some"), answer("held", "funds"))).isEmpty();
    }

    private static Suitability.Assessment assess(GivenAnswer... answers) {
        AnswerSheet sheet = sheet(answers);
        return Suitability.assess(QUESTIONS, sheet.answers());
    }

    private static AnswerSheet sheet(GivenAnswer... answers) {
        return AnswerSheet.of(QUESTIONS, List.of(answers));
    }

    private static List<String> faults(GivenAnswer... answers) {
        return sheet(answers).faults().stream()
                .map(fault -> fault.index() + " " + fault.part() + " " + fault.code())
                .toList();
    }

    private static NavigableMap<String, NavigableSet<String>> plain(GivenAnswer... answers) {
        NavigableMap<String, NavigableSet<String>> plain = new TreeMap<>();
        Arrays.stream(answers).forEach(answer -> plain.put(answer.question(), new TreeSet<>(answer.options())));
        return plain;
    }

    private static GivenAnswer any(RandomGenerator random, String question, int most, String... options) {
        List<String> left = new ArrayList<>(List.of(options));
        Set<String> chosen = new TreeSet<>();
        int count = random.nextInt(1, most + 1);
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(random.nextInt(left.size())));
        }
        return new GivenAnswer(question, List.copyOf(chosen));
    }

    private static GivenAnswer answer(String question, String... options) {
        return new GivenAnswer(question, List.of(options));
    }

    private static Questionnaire.Option option(String id, int points, boolean exclusive) {
        return new Questionnaire.Option(id, id, points, exclusive);
    }

    private static Questionnaire.Choice choice(String question, String option) {
        return new Questionnaire.Choice(question, option);
    }
}
