package io.flowlet.policies;

import io.flowlet.approvals.Approval;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import java.util.List;

/** What became of a proposal. */
public sealed interface ProposalOutcome {
    /** It is a version now. */
    record Published(PolicyVersion version) implements ProposalOutcome {}

    /** It waits for another person. */
    record Requested(Approval approval) implements ProposalOutcome {}

    /**
     * In order of precedence {@code body_invalid} (a reason is missing where somebody must agree), {@code not_found}, {@code audience_not_allowed}, {@code
     * approval_role_not_allowed}, {@code policy_changed}, {@code approval_pending}, {@code policy_refused}.
     *
     * @param faults pointers into the proposal
     */
    record Refused(ProblemCode reason, List<FieldFault> faults) implements ProposalOutcome {
        Refused(ProblemCode reason) {
            this(reason, List.of());
        }
    }
}
