package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;

/** What came of certifying an access. */
public sealed interface CertifyOutcome {
    /** It is on record. */
    record Certified(Certification certification) implements CertifyOutcome {}

    /**
     * In order of precedence {@code not_found}, {@code approval_own_request} (one's own access), {@code approval_not_independent}, {@code
     * precondition_failed} (what is held is something else by now).
     */
    record Refused(ProblemCode reason) implements CertifyOutcome {}
}
