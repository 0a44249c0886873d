package io.flowlet.sdk;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/break_glass}: a role for some hours, in an emergency; each person asks for itself and two others agree. */
public final class BreakGlasses {
    private static final String BREAK_GLASS = "/v1/break_glass";

    private final Api api;

    BreakGlasses(Api api) {
        this.api = api;
    }

    /**
     * A role that somebody has, or had, for some hours.
     *
     * @param person {@code usr_…}
     * @param approvalId the request that two people agreed to
     * @param until when it ends by itself
     * @param endedAt null while it has not ended, or nobody has noted yet that its time is over
     * @param endedBy who or what ended it; null as {@code endedAt}
     */
    public record BreakGlass(
            String id,
            String person,
            String role,
            String approvalId,
            Instant beganAt,
            Instant until,
            @Nullable Instant endedAt,
            @Nullable String endedBy) {}

    /** @param reason may be personal: text forms hide it */
    record NewBreakGlass(String role, long durationMinutes, String reason) {
        @Override
        public String toString() {
            return "NewBreakGlass[" + role + "]";
        }
    }

    /** As {@link #ask(String, Duration, String, IdempotencyKey)}, under a fresh key. */
    public Approvals.Approval ask(String role, Duration life, String reason) {
        return ask(role, life, reason, IdempotencyKey.fresh());
    }

    /**
     * Asks for one more role for the caller. It is on when two others agreed; the caller signs in again to use it.
     *
     * @param role {@code analyst}, {@code officer}, {@code admin}, {@code auditor}
     * @param life from the last approval on: whole minutes, 1 to 240
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code approval_pending}: the caller asked already; {@code roles_exclude_each_other}, {@code
     *     break_glass_adds_nothing}
     */
    public Approvals.Approval ask(String role, Duration life, String reason, IdempotencyKey key) {
        return api.ask(
                Call.post(BREAK_GLASS)
                        .sending(new NewBreakGlass(role, life.toMinutes(), reason))
                        .once(key),
                Approvals.Approval.class);
    }

    /** The newest first, ended ones, too. */
    public Pages<BreakGlass> list() {
        return api.pages(Call.get(BREAK_GLASS), BreakGlass.class);
    }

    /** As {@link #end(String, IdempotencyKey)}, under a fresh key. */
    public BreakGlass end(String id) {
        return end(id, IdempotencyKey.fresh());
    }

    /** Ends one early: the caller's own, or for a checker anybody's. One that ended before is left as it is. */
    public BreakGlass end(String id, IdempotencyKey key) {
        return api.ask(Call.post("/v1/break_glass/{}/end", id).sending(Map.of()).once(key), BreakGlass.class);
    }
}
