package io.flowlet.sdk.problem;

/** The request does not fit the state of its object, or the same key is at work elsewhere. */
public final class ConflictProblem extends ApiProblem {
    ConflictProblem(ProblemDetails details) {
        super(details);
    }
}
