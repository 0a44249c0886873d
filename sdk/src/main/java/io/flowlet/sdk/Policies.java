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
     * A version that somebody proposes.
     *
     * @param basedOn the version that this follows: {@code policy_changed} when there is a newer one
     * @param body a JSON object: maps, lists, strings, whole numbers, booleans
     * @param effectiveAt null for at once
     * @param replacesScheduled whether it may come before versions that are scheduled, which then never come into force
     * @param reason for the person who decides: required in a live tenant; null for none
     */
    public record Proposal(
            int basedOn,
            Map<String, Object> body,
            @Nullable Instant effectiveAt,
            boolean replacesScheduled,
            @Nullable String reason) {
        /** Without a reason, after what is scheduled. */
        public Proposal(int basedOn, Map<String, Object> body, @Nullable Instant effectiveAt) {
            this(basedOn, body, effectiveAt, false, null);
        }

        /** The same with a reason. */
        public Proposal because(String why) {
            return new Proposal(basedOn, body, effectiveAt, replacesScheduled, why);
        }

        /** The same in place of what is scheduled. */
        public Proposal insteadOfScheduled() {
            return new Proposal(basedOn, body, effectiveAt, true, reason);
        }

        /** Hides the reason, which may be personal, and the body. */
        @Override
        public String toString() {
            return "Proposal[" + basedOn + "]";
        }
    }

    /**
     * A version that says again what an earlier one said; else as {@link Proposal}.
     *
     * @param rollbackTo the earlier version
     */
    public record Rollback(
            int basedOn,
            int rollbackTo,
            @Nullable Instant effectiveAt,
            boolean replacesScheduled,
            @Nullable String reason) {
        /** At once, without a reason, after what is scheduled. */
        public Rollback(int basedOn, int rollbackTo) {
            this(basedOn, rollbackTo, null, false, null);
        }

        /** The same with a reason. */
        public Rollback because(String why) {
            return new Rollback(basedOn, rollbackTo, effectiveAt, replacesScheduled, why);
        }

        /** The same in place of what is scheduled. */
        public Rollback insteadOfScheduled() {
            return new Rollback(basedOn, rollbackTo, effectiveAt, true, reason);
        }

        /** Hides the reason, which may be personal. */
        @Override
        public String toString() {
            return "Rollback[" + basedOn + " to " + rollbackTo + "]";
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

    /** As {@link #rollBack(String, Rollback, IdempotencyKey)}, under a fresh key. */
    public Outcome rollBack(String name, Rollback rollback) {
        return rollBack(name, rollback, IdempotencyKey.fresh());
    }

    /** Proposes what an earlier version said; refused as {@link #propose(String, Proposal, IdempotencyKey)} is. */
    public Outcome rollBack(String name, Rollback rollback, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/policies/{}/rollbacks", name).sending(rollback).once(key),
                new Api.Either<>(Version.class, Outcome.Published::new, Outcome.Requested::new));
    }
}
