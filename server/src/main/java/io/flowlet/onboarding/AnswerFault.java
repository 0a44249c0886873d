package io.flowlet.onboarding;

/**
 * Why answers do not fit the questionnaire.
 *
 * @param index of the answer; -1 for all of them
 * @param code {@code unknown_question}, {@code unknown_option}, {@code missing_answer}, {@code duplicate_answer} or {@code
 *     contradictory_answer}
 */
public record AnswerFault(int index, Part part, String code, String detail) {
    /** Which part of the answer. */
    public enum Part {
        ALL,
        QUESTION,
        ANSWER
    }
}
