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
     * @param basedOn the version that this replaces: {@code policy_changed} when there is a newer one
     * @param body a JSON object: maps, lists, strings, numbers, booleans
     * @param effectiveAt null for at once
     */
    public record Proposal(
            int basedOn, Map<String, Object> body, @Nullable Instant effectiveAt) {}

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

    /** Newest first. */
    public List<Version> versions(String name) {
        return api.all(Call.get("/v1/policies/{}/versions", name), Version.class);
    }

    /**
     * Publishes the next version of a test tenant's policy. In a live tenant another person must agree: there {@code POST …/proposals} needs a
     * reason and answers with a request for approval, which this method does not take.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code policy_changed}
     * @throws io.flowlet.sdk.problem.ValidationProblem {@code policy_refused}, with the reasons in {@code errors}
     */
    public Version propose(String name, Proposal proposal) {
        return propose(name, proposal, IdempotencyKey.fresh());
    }

    /** As {@link #propose(String, Proposal)}, under a key of the caller. */
    public Version propose(String name, Proposal proposal, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/policies/{}/proposals", name).sending(proposal).once(key), Version.class);
    }
}
