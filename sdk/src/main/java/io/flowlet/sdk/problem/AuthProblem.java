package io.flowlet.sdk.problem;

/** The credential is missing, not believed, or may not do this. */
public final class AuthProblem extends ApiProblem {
    AuthProblem(ProblemDetails details) {
        super(details);
    }
}
