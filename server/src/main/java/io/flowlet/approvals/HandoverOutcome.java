package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;

/** What came of taking what an applied request made. */
public sealed interface HandoverOutcome {
    /** Here it is, this once. */
    record HandedOver(Approval approval, HandsOver.Handed handed) implements HandoverOutcome {}

    /** In order of precedence {@code not_found}, {@code approval_not_maker}, {@code approval_maker_gone}, {@code
     * approval_nothing_to_hand_over}. */
    record Refused(ProblemCode reason) implements HandoverOutcome {}
}
