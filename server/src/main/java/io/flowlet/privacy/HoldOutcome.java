package io.flowlet.privacy;

import io.flowlet.approvals.Approval;
import io.flowlet.http.ProblemCode;

/** What comes of placing or lifting a legal hold. */
public sealed interface HoldOutcome {
    /** The hold as it is now. */
    record Done(LegalHold hold) implements HoldOutcome {}

    /** Lifting it waits for another officer. */
    record Requested(Approval approval) implements HoldOutcome {}

    /** In order of precedence {@code not_found}, {@code legal_hold_lifted}, and what approvals refuse. */
    record Refused(ProblemCode reason) implements HoldOutcome {}
}
