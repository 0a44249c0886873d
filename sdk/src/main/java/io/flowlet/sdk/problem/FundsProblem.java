package io.flowlet.sdk.problem;

/** The money does not suffice. */
public final class FundsProblem extends ApiProblem {
    FundsProblem(ProblemDetails details) {
        super(details);
    }
}
