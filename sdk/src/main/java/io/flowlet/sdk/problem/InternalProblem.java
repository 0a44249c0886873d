package io.flowlet.sdk.problem;

/** Something of the server failed; {@link #requestId()} finds it in its logs. */
public final class InternalProblem extends ApiProblem {
    InternalProblem(ProblemDetails details) {
        super(details);
    }
}
