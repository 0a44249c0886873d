package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/kys/cases}: one person's onboarding, as staff see it. */
public final class KysCases {
    private static final String CASES = "/v1/kys/cases";

    private final Api api;

    KysCases(Api api) {
        this.api = api;
    }

    /** Which step a case is at. */
    public enum State {
        STARTED,
        NOTICE_AND_CONSENT,
        IDENTITY,
        RISK_PROFILE,
        SCREENING,
        REVIEW,
        APPROVED,
        REJECTED,
        MORE_INFORMATION,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** What to do with a case in review. */
    public enum Verdict {
        APPROVE,
        REJECT,
        REQUEST_INFORMATION
    }

    /**
     * What somebody decided, and why.
     *
     * @param rulesVersion of the policy {@code onboarding} under which; null for what was decided before it was kept
     */
    public record Decision(
            String decision,
            String reason,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            @Nullable Integer rulesVersion) {
        @Override
        public String toString() {
            return "Decision[" + decision + "]";
        }
    }

    /**
     * A case.
     *
     * @param id {@code kys_…}
     * @param version grows with each change: see {@link KysCases#decide(String, Verdict, String, long)}
     * @param openHits 1 while at least one screening hit waits for an analyst; null for a caller without {@code kys:review}
     * @param decision null while there is none
     */
    public record KysCase(
            String id,
            String subscriberId,
            State state,
            Kys.@Nullable RiskLevel riskLevel,
            Instant openedAt,
            Instant updatedAt,
            long version,
            @Nullable Integer openHits,
            @Nullable Decision decision) {}

    private record NewCase(String subscriberId) {}

    private record NewDecision(Verdict decision, String reason) {
        @Override
        public String toString() {
            return "NewDecision[" + decision + "]";
        }
    }

    /** Opens a subscriber's case. */
    public KysCase open(String subscriberId) {
        return open(subscriberId, IdempotencyKey.fresh());
    }

    /** As {@link #open(String)}, under a key of the caller. */
    public KysCase open(String subscriberId, IdempotencyKey key) {
        return api.ask(Call.post(CASES).sending(new NewCase(subscriberId)).once(key), KysCase.class);
    }

    public Pages<KysCase> list() {
        return api.pages(Call.get(CASES), KysCase.class);
    }

    public Pages<KysCase> list(State state) {
        return api.pages(Call.get(CASES).with("state", Constants.written(state)), KysCase.class);
    }

    public KysCase find(String id) {
        return api.ask(Call.get("/v1/kys/cases/{}", id), KysCase.class);
    }

    /**
     * Decides a case in review.
     *
     * @throws io.flowlet.sdk.problem.ComplianceProblem {@code hits_undecided}: decide the screening hits first
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code case_decided}, {@code step_out_of_order}
     */
    public KysCase decide(String id, Verdict verdict, String reason) {
        return decided(id, new NewDecision(verdict, reason), null);
    }

    /**
     * As {@link #decide(String, Verdict, String)}, if the case is still as the caller saw it.
     *
     * @param seen the version that the caller saw
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code precondition_failed}: it changed since
     */
    public KysCase decide(String id, Verdict verdict, String reason, long seen) {
        return decided(id, new NewDecision(verdict, reason), seen);
    }

    private KysCase decided(String id, NewDecision decision, @Nullable Long seen) {
        Call call =
                Call.post("/v1/kys/cases/{}/decisions", id).sending(decision).ifVersion(seen);
        return api.ask(call.once(IdempotencyKey.fresh()), KysCase.class);
    }
}
