package io.flowlet.onboarding;

import java.util.List;

/** One answer as it was sent: the chosen options of one question. */
public record GivenAnswer(String question, List<String> options) {
    public GivenAnswer {
        options = List.copyOf(options);
    }

    @Override
    public String toString() {
        return "GivenAnswer[…]";
    }
}
