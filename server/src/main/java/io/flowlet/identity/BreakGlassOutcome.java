package io.flowlet.identity;

import io.flowlet.http.ProblemCode;

/** What came of giving a break-glass role. */
public sealed interface BreakGlassOutcome {
    /** It is on. */
    record Begun(BreakGlass breakGlass) implements BreakGlassOutcome {}

    /** It is not, and nothing was written. */
    record Refused(ProblemCode reason) implements BreakGlassOutcome {}
}
