package io.flowlet.sdk;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/staff} and {@code /v1/staff_invitations}: the people who work for the program. */
public final class Staff {
    private final Api api;

    Staff(Api api) {
        this.api = api;
    }

    /**
     * @param roles {@code analyst}, {@code officer}, {@code admin}, {@code auditor}
     * @param reason for whoever must agree, where another person must; otherwise null
     */
    public record NewInvitation(
            String email, List<String> roles, @Nullable String reason) {
        public NewInvitation {
            roles = List.copyOf(roles);
        }

        /** Where nobody else must agree. */
        public NewInvitation(String email, List<String> roles) {
            this(email, roles, null);
        }

        @Override
        public String toString() {
            return "NewInvitation[" + roles + "]";
        }
    }

    /**
     * An invitation. Text forms hide the link, which is a secret.
     *
     * @param url leads once to a page where the person sets a password; null when this is the repeat of an earlier call
     */
    public record Invitation(String id, @Nullable URI url, Instant expiresAt, boolean secretAvailable) {
        @Override
        public String toString() {
            return "Invitation[" + id + "]";
        }
    }

    /** What came of inviting somebody. */
    public sealed interface InviteOutcome {
        /** The link is there. */
        record Invited(Invitation invitation) implements InviteOutcome {}

        /** Another person must agree first, as in a live tenant. The link comes from {@link Approvals#takeHandover}. */
        record NeedsApproval(Approvals.Approval request) implements InviteOutcome {}
    }

    /** @param disabledAt null while the person may sign in */
    public record Member(
            String id,
            String email,
            List<String> roles,
            Instant createdAt,
            @Nullable Instant disabledAt) {
        public Member {
            roles = Lists.copyOf(roles);
        }

        @Override
        public String toString() {
            return "Member[" + id + "]";
        }
    }

    /**
     * Makes a link for one person. In a live tenant two people invite: there the call needs a reason.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code staff_address_taken}: an account has this address, or its mailbox
     */
    public InviteOutcome invite(NewInvitation invitation) {
        return invite(invitation, IdempotencyKey.fresh());
    }

    /** As {@link #invite(NewInvitation)}, under a key of the caller. */
    public InviteOutcome invite(NewInvitation invitation, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/staff_invitations").sending(invitation).once(key),
                new Api.Either<>(Invitation.class, InviteOutcome.Invited::new, InviteOutcome.NeedsApproval::new));
    }

    /** An invitation that somebody ended. */
    public record EndedInvitation(String id, Instant revokedAt) {}

    /** Ends an invitation, whose link opens nothing any more; a second time changes nothing. */
    public EndedInvitation revokeInvitation(String id) {
        return api.ask(Call.post("/v1/staff_invitations/{}/revocation", id).repeatably(), EndedInvitation.class);
    }

    public List<Member> list() {
        return api.all(Call.get("/v1/staff"), Member.class);
    }

    /** @param reason may be personal: text forms hide it */
    record NewStaffRoles(List<String> roles, String reason) {
        NewStaffRoles {
            roles = List.copyOf(roles);
        }

        @Override
        public String toString() {
            return "NewStaffRoles[" + roles + "]";
        }
    }

    /**
     * @param clientsStay whether the clients that the person made go on working
     * @param reason may be personal: text forms hide it
     */
    record StaffDisabling(boolean clientsStay, String reason) {
        @Override
        public String toString() {
            return "StaffDisabling[…]";
        }
    }

    /** As {@link #proposeRoles(String, List, String, IdempotencyKey)}, under a fresh key. */
    public Approvals.Approval proposeRoles(String id, List<String> roles, String reason) {
        return proposeRoles(id, roles, reason, IdempotencyKey.fresh());
    }

    /**
     * Asks that a member has these roles and no others. It comes into force when another person approved, and ends the member's sessions.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code approval_pending}: a change of this member waits already; {@code
     *     roles_exclude_each_other}
     */
    public Approvals.Approval proposeRoles(String id, List<String> roles, String reason, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/staff/{}/roles", id)
                        .sending(new NewStaffRoles(roles, reason))
                        .once(key),
                Approvals.Approval.class);
    }

    /** What becomes of the clients that a member made, who may know their secrets. */
    public enum MadeClients {
        /** They end, too. */
        END,
        /** They go on working, which whoever agrees is shown. */
        STAY
    }

    /** As {@link #proposeDisabling(String, MadeClients, String, IdempotencyKey)}, with an end of the clients that it made, under a fresh key. */
    public Approvals.Approval proposeDisabling(String id, String reason) {
        return proposeDisabling(id, MadeClients.END, reason, IdempotencyKey.fresh());
    }

    /** As {@link #proposeDisabling(String, MadeClients, String, IdempotencyKey)}, under a fresh key. */
    public Approvals.Approval proposeDisabling(String id, MadeClients made, String reason) {
        return proposeDisabling(id, made, reason, IdempotencyKey.fresh());
    }

    /**
     * Asks that a member signs in no more. It comes into force when another person approved, and ends the member's sessions, open invitations and,
     * unless they stay, clients.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code approval_pending}: a change of this member waits already
     */
    public Approvals.Approval proposeDisabling(String id, MadeClients made, String reason, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/staff/{}/disabling", id)
                        .sending(new StaffDisabling(made == MadeClients.STAY, reason))
                        .once(key),
                Approvals.Approval.class);
    }
}
