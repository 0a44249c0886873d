package io.flowlet.sdk;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/policies}: versioned settings of the business, by name: {@code questionnaire}, {@code notices}, {@code onboarding}. */
public final class Policies {
    private final Api api;

    Policies(Api api) {
        this.api = api;
    }

    /**
     * A version that somebody proposes: made by the constructor of three, or by {@link #rollback}.
     *
     * @param basedOn the version that this replaces: {@code policy_changed} when there is a newer one
     * @param body a JSON object: maps, lists, strings, whole numbers, booleans; null when {@code rollbackTo} says which
     * @param rollbackTo the earlier version that is to be said again; null when {@code body} says what
     * @param effectiveAt null for at once
     * @param reason for the person who decides: required in a live tenant; null for none
     */
    public record Proposal(
            int basedOn,
            @Nullable Map<String, Object> body,
            @Nullable Integer rollbackTo,
            @Nullable Instant effectiveAt,
            @Nullable String reason) {
        /** A new body, without a reason. */
        public Proposal(int basedOn, Map<String, Object> body, @Nullable Instant effectiveAt) {
            this(basedOn, body, null, effectiveAt, null);
        }

        /** What an earlier version said, at once. */
        public static Proposal rollback(int basedOn, int to) {
            return new Proposal(basedOn, null, to, null, null);
        }

        /** The same with a reason. */
        public Proposal because(String why) {
            return new Proposal(basedOn, body, rollbackTo, effectiveAt, why);
        }

        /** Hides the reason, which may be personal, and the body. */
        @Override
        public String toString() {
            return "Proposal[" + basedOn + "]";
        }
    }

    /** What came of a proposal. */
    public sealed interface Outcome {
        /** It is the next version: in a test tenant, where nobody else is asked. */
        record Published(Version version) implements Outcome {}

        /** Another person decides on it: in a live tenant. */
        record Requested(Approvals.Approval approval) implements Outcome {}
    }

    /**
     * @param hash of the body, hexadecimal
     * @param approvalId by which request it was agreed to; null where none was needed
     */
    public record Version(
            String name,
            int version,
            String hash,
            Map<String, Object> body,
            Instant effectiveAt,
            Instant createdAt,
            @Nullable String createdBy,
            @Nullable String approvalId) {}

    /**
     * How two versions differ.
     *
     * @param against the version that {@code version} is compared with; 0 for nothing
     * @param diff what {@code version} has in place of what {@code against} had
     */
    public record PolicyDiff(String name, int version, int against, List<Difference> diff) {
        public PolicyDiff {
            diff = Lists.copyOf(diff);
        }
    }

    /** Newest first. */
    public List<Version> versions(String name) {
        return api.all(Call.get("/v1/policies/{}/versions", name), Version.class);
    }

    /** How a version differs from the one before it. */
    public PolicyDiff diff(String name, int version) {
        return diff(name, version, null);
    }

    /** @param against null for the version before */
    public PolicyDiff diff(String name, int version, @Nullable Integer against) {
        Call call = Call.get("/v1/policies/{}/versions/{}/diff", name, String.valueOf(version));
        return api.ask(call.with("against", against), PolicyDiff.class);
    }

    /** As {@link #propose(String, Proposal, IdempotencyKey)}, under a fresh key. */
    public Outcome propose(String name, Proposal proposal) {
        return propose(name, proposal, IdempotencyKey.fresh());
    }

    /**
     * Proposes the next version of a policy.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code approval_pending}: one waits already; {@code policy_changed}
     * @throws io.flowlet.sdk.problem.ValidationProblem {@code policy_refused}, with the reasons in {@code errors}
     */
    public Outcome propose(String name, Proposal proposal, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/policies/{}/proposals", name).sending(proposal).once(key),
                new Api.Either<>(Version.class, Outcome.Published::new, Outcome.Requested::new));
    }
}
