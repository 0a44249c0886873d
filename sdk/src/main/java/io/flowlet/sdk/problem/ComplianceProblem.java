package io.flowlet.sdk.problem;

/** A duty of compliance is in the way. Staff see this category, subscribers never do. */
public final class ComplianceProblem extends ApiProblem {
    ComplianceProblem(ProblemDetails details) {
        super(details);
    }
}
