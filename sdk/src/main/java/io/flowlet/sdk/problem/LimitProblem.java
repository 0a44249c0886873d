package io.flowlet.sdk.problem;

/** A rate or a ceiling is reached; {@link #retryAfter()} says when a rate is free again. */
public final class LimitProblem extends ApiProblem {
    LimitProblem(ProblemDetails details) {
        super(details);
    }
}
