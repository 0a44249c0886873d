package io.flowlet.sdk.problem;

/** Of a category that this version of the library does not know. */
public final class OtherProblem extends ApiProblem {
    private final String category;

    OtherProblem(String category, ProblemDetails details) {
        super(details);
        this.category = category;
    }

    public String category() {
        return category;
    }
}
