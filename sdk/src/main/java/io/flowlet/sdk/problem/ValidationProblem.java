package io.flowlet.sdk.problem;

/** The request is not one that the API takes; {@link #errors()} says which members are wrong. */
public final class ValidationProblem extends ApiProblem {
    ValidationProblem(ProblemDetails details) {
        super(details);
    }
}
