package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;

/** What came of a decision. */
public sealed interface DecideOutcome {
    /** The request as it is now. */
    record Decided(Approval approval) implements DecideOutcome {}

    /**
     * In order of precedence {@code not_found}; for a withdrawal {@code approval_not_maker}, otherwise the rules about the person: {@code
     * audience_not_allowed}, {@code approval_own_request}, {@code approval_role_not_allowed}, {@code approval_account_too_new}, {@code
     * approval_not_independent}, {@code sign_in_too_old}; then {@code precondition_required}, {@code precondition_failed}, {@code
     * approval_not_open}, {@code approval_expired}, {@code approval_already_given}.
     */
    record Refused(ProblemCode reason) implements DecideOutcome {}
}
