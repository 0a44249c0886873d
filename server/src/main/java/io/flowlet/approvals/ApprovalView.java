package io.flowlet.approvals;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.flowlet.identity.StaffRole;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as the API shows it, also where another route answers with one. Holds free text: never log it.
 *
 * @param checkerRoles of whoever may decide
 * @param policyVersion of the policy {@code approvals} that it was made under; null for none
 * @param change null in lists
 * @param reason null, as are those of the decisions and the change, for whoever lacks what the kind asks for
 * @param confirmationCode only in the answer to the last approval of an invitation: a secret that is shown this once
 * @param result of an applied request what came of it, of a failed one the problem code
 */
public record ApprovalView(
        ApprovalId id,
        String kind,
        String subject,
        String state,
        int version,
        @Nullable String reason,
        String makerId,
        int checkersNeeded,
        List<String> checkerRoles,
        @Nullable Integer policyVersion,
        Instant openedAt,
        Instant expiresAt,
        @Nullable Instant closedAt,
        @Nullable String result,
        List<DecisionView> decisions,
        @Nullable ChangeView change,
        @Nullable String confirmationCode) {

    /** What one person said. */
    public record DecisionView(String decision, @Nullable String reason, String decidedBy, Instant decidedAt) {
        @Override
        public String toString() {
            return "DecisionView[" + decision + "]";
        }
    }

    /**
     * What would be different.
     *
     * @param terms what its kind needs beside, such as when it takes effect
     */
    public record ChangeView(
            @JsonRawValue String before,
            @JsonRawValue String after,
            @JsonRawValue String terms,
            List<DifferenceView> diff) {
        @Override
        public String toString() {
            return "ChangeView[…]";
        }
    }

    /** One place of the diff; JSON null where there was, or is, nothing. */
    public record DifferenceView(
            String pointer,
            @Nullable Object before,
            @Nullable Object after) {
        /** Every place, in order. */
        public static List<DifferenceView> of(List<Difference> differences) {
            return differences.stream()
                    .map(each -> new DifferenceView(each.pointer(), value(each.before()), value(each.after())))
                    .toList();
        }

        private static @Nullable Object value(@Nullable String json) {
            try {
                return json == null ? null : CanonicalJson.parse(json);
            } catch (Malformed e) {
                throw new IllegalStateException("a difference is no JSON", e);
            }
        }

        @Override
        public String toString() {
            return "DifferenceView[" + pointer + "]";
        }
    }

    /** With its change and diff. */
    public static ApprovalView whole(Approval approval) {
        Change change = approval.change();
        return of(
                approval,
                new ChangeView(
                        CanonicalJson.write(change.before()),
                        CanonicalJson.write(change.after()),
                        CanonicalJson.write(change.terms()),
                        DifferenceView.of(change.differences())));
    }

    /** As it stands in lists. */
    public static ApprovalView brief(Approval approval) {
        return of(approval, null);
    }

    /** Without what it says: that it is there, of what, who asked and who decided. */
    public ApprovalView untold() {
        return new ApprovalView(
                id,
                kind,
                subject,
                state,
                version,
                null,
                makerId,
                checkersNeeded,
                checkerRoles,
                policyVersion,
                openedAt,
                expiresAt,
                closedAt,
                result,
                decisions.stream()
                        .map(each -> new DecisionView(each.decision(), null, each.decidedBy(), each.decidedAt()))
                        .toList(),
                null,
                null);
    }

    private static ApprovalView of(Approval approval, @Nullable ChangeView change) {
        return new ApprovalView(
                approval.id(),
                approval.kind(),
                approval.subject(),
                approval.state().code(),
                approval.version(),
                approval.reason(),
                approval.makerName(),
                approval.checkers(),
                approval.bar().roles().stream().map(StaffRole::code).sorted().toList(),
                approval.bar().policyVersion() == 0 ? null : approval.bar().policyVersion(),
                approval.openedAt(),
                approval.expiresAt(),
                approval.closedAt(),
                approval.result(),
                approval.decisions().stream()
                        .map(each -> new DecisionView(
                                each.verdict().code(), each.reason(), each.decidedBy(), each.decidedAt()))
                        .toList(),
                change,
                null);
    }

    /** With the secret that the last approval tells whoever gave it. */
    public ApprovalView telling(@Nullable String code) {
        return new ApprovalView(
                id,
                kind,
                subject,
                state,
                version,
                reason,
                makerId,
                checkersNeeded,
                checkerRoles,
                policyVersion,
                openedAt,
                expiresAt,
                closedAt,
                result,
                decisions,
                change,
                code);
    }

    @Override
    public String toString() {
        return "ApprovalView[" + id + "]";
    }
}
