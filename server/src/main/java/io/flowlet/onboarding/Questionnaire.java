package io.flowlet.onboarding;

import io.flowlet.policies.PolicyBody;
import io.flowlet.policies.PolicyVersion;
import java.util.List;
import java.util.Optional;

/**
 * The questions of one version and how answers are valued. Immutable.
 *
 * @param version of the policy {@code questionnaire}
 * @param hash of that version
 * @param modelVersion names the valuation, for whoever compares results
 * @param bands from which score (0 to 100) on a level holds; the first starts at 0
 */
public record Questionnaire(
        int version,
        String hash,
        String modelVersion,
        String language,
        List<Question> questions,
        List<Band> bands,
        List<KnockOut> knockOuts,
        List<Contradiction> contradictions) {
    private static final int LONGEST_TEXT = 500;

    /** How many options may be chosen. */
    public enum Kind {
        SINGLE,
        MULTIPLE
    }

    /** What two answers that do not fit together lead to. */
    public enum Effect {
        REFUSE,
        REVIEW
    }

    /** @param weight multiplies the points of the chosen options */
    public record Question(String id, String text, Kind kind, int weight, List<Option> options) {
        Optional<Option> option(String wanted) {
            return options.stream().filter(option -> option.id().equals(wanted)).findFirst();
        }
    }

    /** @param exclusive chosen alone or not at all */
    public record Option(String id, String text, int points, boolean exclusive) {}

    public record Band(RiskLevel level, int from) {}

    /** One option of one question. */
    public record Choice(String question, String option) {}

    /** An answer that limits the level whatever the score, and may call for a review. */
    public record KnockOut(Choice choice, RiskLevel atMost, boolean review) {}

    /** Two answers that do not fit together. */
    public record Contradiction(Choice one, Choice other, Effect effect) {}

    public Questionnaire {
        questions = List.copyOf(questions);
        bands = List.copyOf(bands);
        knockOuts = List.copyOf(knockOuts);
        contradictions = List.copyOf(contradictions);
    }

    /** The questionnaire that a published version holds. */
    public static Questionnaire of(PolicyVersion version) {
        return read(PolicyBody.of(version.members()), version.version(), version.hash());
    }

    /** Reads a body and leaves its faults in it. */
    static Questionnaire read(PolicyBody body, int version, String hash) {
        return new Questionnaire(
                version,
                hash,
                body.id("model_version"),
                body.text("language", 8),
                body.objects("questions", 1, 50).stream()
                        .map(Questionnaire::question)
                        .toList(),
                body.objects("bands", 1, 3).stream()
                        .map(band -> new Band(
                                band.oneOf("level", PolicyBody.all(RiskLevel.class)), band.number("from", 0, 100)))
                        .toList(),
                body.objects("knock_outs", 0, 50).stream()
                        .map(Questionnaire::knockOut)
                        .toList(),
                body.objects("contradictions", 0, 50).stream()
                        .map(Questionnaire::contradiction)
                        .toList());
    }

    Optional<Question> question(String id) {
        return questions.stream().filter(question -> question.id().equals(id)).findFirst();
    }

    boolean has(Choice choice) {
        return question(choice.question())
                .flatMap(question -> question.option(choice.option()))
                .isPresent();
    }

    private static Question question(PolicyBody body) {
        return new Question(
                body.id("id"),
                body.text("text", LONGEST_TEXT),
                body.oneOf("kind", PolicyBody.all(Kind.class)),
                body.number("weight", 0, 100),
                body.objects("options", 2, 20).stream()
                        .map(option -> new Option(
                                option.id("id"),
                                option.text("text", LONGEST_TEXT),
                                option.number("points", 0, 1_000),
                                option.flag("exclusive", false)))
                        .toList());
    }

    private static KnockOut knockOut(PolicyBody body) {
        return new KnockOut(
                choice(body), body.oneOf("at_most", PolicyBody.all(RiskLevel.class)), body.flag("review", false));
    }

    private static Contradiction contradiction(PolicyBody body) {
        return new Contradiction(
                choice(body.object("one")),
                choice(body.object("other")),
                body.oneOf("effect", PolicyBody.all(Effect.class)));
    }

    private static Choice choice(PolicyBody body) {
        return new Choice(body.id("question"), body.id("option"));
    }
}
