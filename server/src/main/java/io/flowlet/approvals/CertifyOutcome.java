package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;

/** What came of certifying an access. */
public sealed interface CertifyOutcome {
    /** It is on record. */
    record Certified(Certification certification) implements CertifyOutcome {}

    /**
     * In order of precedence {@code not_found}; as for decisions {@code audience_not_allowed}, {@code approval_own_request} (one's own access),
     * {@code approval_role_not_allowed}, {@code approval_account_too_new}, {@code approval_not_independent}, {@code sign_in_too_old}; {@code
     * precondition_failed} (what is held is something else by now).
     */
    record Refused(ProblemCode reason) implements CertifyOutcome {}
}
