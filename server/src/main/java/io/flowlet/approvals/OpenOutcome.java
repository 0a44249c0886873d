package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;

/** What came of asking for an approval. */
public sealed interface OpenOutcome {
    /** It waits for its checkers. */
    record Opened(Approval approval) implements OpenOutcome {}

    /** In order of precedence {@code audience_not_allowed}, {@code approval_role_not_allowed}, {@code approval_pending}. */
    record Refused(ProblemCode reason) implements OpenOutcome {}
}
