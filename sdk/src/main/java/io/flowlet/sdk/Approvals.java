package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/approvals}: what one person asked for and another decides.
 *
 * <p>A decision is on a request as the caller saw it, and for a person who signed in a short while ago: see {@link Flowlet#as}. Requests come from
 * {@link OAuthClients#proposeGrant}, {@link Staff#proposeRoles}, {@link Staff#proposeDisabling}, {@link Staff#invite}, {@link
 * BreakGlasses#ask} and {@link Policies#propose}.
 */
public final class Approvals {
    private static final String APPROVALS = "/v1/approvals";

    private final Api api;

    Approvals(Api api) {
        this.api = api;
    }

    /** Where a request is; only an open one is decided. */
    public enum State {
        OPEN,
        /** Approved, and done in a moment. */
        APPROVED,
        /** Approved, and done. */
        APPLIED,
        /** Approved, but by then it could not be done any more; nothing was. */
        FAILED,
        REJECTED,
        WITHDRAWN,
        EXPIRED,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * A request. Text forms show its id and where it is.
     *
     * @param kind for example {@code client.grant}
     * @param subject what is to change: an id, or the name of a policy
     * @param version as the caller saw it; a decision is on this one
     * @param reason null for whoever may not be told what the request says, as are those of the decisions and the change
     * @param makerId who asked
     * @param checkersNeeded how many must approve in all
     * @param checkerRoles of whoever may decide
     * @param policyVersion of the policy {@code approvals} that it was made under; null for none
     * @param closedAt null while it is open
     * @param result what came of it, for example an id; null for nothing
     * @param decisions the oldest first
     * @param change null in a list: {@link #find} shows it
     */
    public record Approval(
            String id,
            String kind,
            String subject,
            State state,
            long version,
            @Nullable String reason,
            String makerId,
            int checkersNeeded,
            List<String> checkerRoles,
            @Nullable Integer policyVersion,
            Instant openedAt,
            Instant expiresAt,
            @Nullable Instant closedAt,
            @Nullable String result,
            List<Decision> decisions,
            @Nullable Change change,
            @Nullable String confirmationCode) {
        public Approval {
            checkerRoles = Lists.copyOf(checkerRoles);
            decisions = Lists.copyOf(decisions);
        }

        @Override
        public String toString() {
            return "Approval[" + id + " " + state + "]";
        }
    }

    /**
     * One person's word.
     *
     * @param decision {@code approve}, {@code reject} or {@code withdraw}
     * @param reason null for whoever may not be told what the request says
     */
    public record Decision(String decision, @Nullable String reason, String decidedBy, Instant decidedAt) {
        @Override
        public String toString() {
            return "Decision[" + decision + "]";
        }
    }

    /**
     * What is asked for. Text forms show nothing of it.
     *
     * @param terms what else was asked, by the kind
     * @param diff every place in which {@code after} differs from {@code before}
     */
    public record Change(
            Map<String, @Nullable Object> before,
            Map<String, @Nullable Object> after,
            Map<String, @Nullable Object> terms,
            List<Difference> diff) {
        public Change {
            diff = Lists.copyOf(diff);
        }

        @Override
        public String toString() {
            return "Change[…]";
        }
    }

    /** Why somebody decides as they do. Text forms hide it. */
    record ApprovalReason(String reason) {
        @Override
        public String toString() {
            return "ApprovalReason[…]";
        }
    }

    /** Of every state and kind. */
    public Pages<Approval> list() {
        return list(null, null);
    }

    /**
     * Some of the requests.
     *
     * @param state null for any
     * @param kind null for any
     */
    public Pages<Approval> list(@Nullable State state, @Nullable String kind) {
        return api.pages(
                Call.get(APPROVALS).with("state", Constants.written(state)).with("kind", kind), Approval.class);
    }

    /** The request with what it asks for. */
    public Approval find(String id) {
        return api.ask(Call.get("/v1/approvals/{}", id), Approval.class);
    }

    /** As {@link #approve(Approval, String, IdempotencyKey)}, under a fresh key. */
    public Approval approve(Approval seen, String reason) {
        return approve(seen, reason, IdempotencyKey.fresh());
    }

    /**
     * Agrees. The last approval that is needed carries the change out: look whether the answer is {@link State#APPLIED} or {@link
     * State#FAILED}.
     *
     * @throws io.flowlet.sdk.problem.AuthProblem the caller may not decide this one, or signed in too long ago
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code precondition_failed}: it changed since; {@code approval_not_open}, {@code
     *     approval_expired}, {@code approval_already_given}
     */
    public Approval approve(Approval seen, String reason, IdempotencyKey key) {
        return decide(Call.post("/v1/approvals/{}/approve", seen.id()), seen, reason, key);
    }

    /** As {@link #reject(Approval, String, IdempotencyKey)}, under a fresh key. */
    public Approval reject(Approval seen, String reason) {
        return reject(seen, reason, IdempotencyKey.fresh());
    }

    /** Refuses, which ends the request; refused itself as {@link #approve(Approval, String, IdempotencyKey)} is. */
    public Approval reject(Approval seen, String reason, IdempotencyKey key) {
        return decide(Call.post("/v1/approvals/{}/reject", seen.id()), seen, reason, key);
    }

    /** As {@link #withdraw(Approval, String, IdempotencyKey)}, under a fresh key. */
    public Approval withdraw(Approval seen, String reason) {
        return withdraw(seen, reason, IdempotencyKey.fresh());
    }

    /** Takes back what the caller asked for. */
    public Approval withdraw(Approval seen, String reason, IdempotencyKey key) {
        return decide(Call.post("/v1/approvals/{}/withdraw", seen.id()), seen, reason, key);
    }

    /**
     * What a request made, for its maker. Text forms hide the secret.
     *
     * @param kind of the request
     * @param result what it made: {@code inv_…}, {@code cli_…}
     * @param secret of {@code staff.invite} the link, of {@code client.sign_in} the client's secret; null when this is the repeat of an earlier call,
     *     which alone showed it
     * @param expiresAt when the secret stops working unless it is used; null for never
     */
    public record Handover(
            String kind,
            @Nullable String result,
            @Nullable String secret,
            @Nullable Instant expiresAt,
            boolean secretAvailable) {
        @Override
        public String toString() {
            return "Handover[" + result + "]";
        }
    }

    /** As {@link #takeHandover(String, IdempotencyKey)}, under a fresh key. */
    public Handover takeHandover(String id) {
        return takeHandover(id, IdempotencyKey.fresh());
    }

    /**
     * Takes the secret that an applied request of the caller made: once, within a day, and after a recent sign-in. A lost answer means a new request.
     *
     * @throws io.flowlet.sdk.problem.AuthProblem somebody else asked for it, or the caller signed in too long ago
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code approval_nothing_to_hand_over}, {@code approval_maker_gone}
     */
    public Handover takeHandover(String id, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/approvals/{}/handover", id).sending(Map.of()).once(key), Handover.class);
    }

    private Approval decide(Call call, Approval seen, String reason, IdempotencyKey key) {
        return api.ask(
                call.sending(new ApprovalReason(reason))
                        .ifVersion(seen.version())
                        .once(key),
                Approval.class);
    }
}
