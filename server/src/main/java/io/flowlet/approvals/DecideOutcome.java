package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;
import org.jspecify.annotations.Nullable;

/** What came of a decision. */
public sealed interface DecideOutcome {
    /**
     * The request as it is now.
     *
     * @param confirmationCode what its last approval tells whoever gave it, this once; null for nothing
     */
    record Decided(Approval approval, @Nullable String confirmationCode) implements DecideOutcome {
        Decided(Approval approval) {
            this(approval, null);
        }

        @Override
        public String toString() {
            return "Decided[" + approval + "]";
        }
    }

    /**
     * In order of precedence {@code not_found}; for a withdrawal {@code approval_not_maker}, otherwise the rules about the person: {@code
     * audience_not_allowed}, {@code approval_own_request}, {@code approval_role_not_allowed}, {@code approval_account_too_new}, {@code
     * approval_not_independent}, {@code sign_in_too_old}; then {@code precondition_required}, {@code precondition_failed}, {@code
     * approval_not_open}, {@code approval_expired}, {@code approval_already_given}.
     */
    record Refused(ProblemCode reason) implements DecideOutcome {}
}
