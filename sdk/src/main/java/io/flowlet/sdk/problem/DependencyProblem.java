package io.flowlet.sdk.problem;

/** The service cannot answer now, and says so. */
public final class DependencyProblem extends ApiProblem {
    DependencyProblem(ProblemDetails details) {
        super(details);
    }
}
