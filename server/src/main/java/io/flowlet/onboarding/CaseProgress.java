package io.flowlet.onboarding;

import io.flowlet.http.ProblemCode;
import io.flowlet.screening.ScreeningResult;
import java.util.EnumSet;
import java.util.Set;

/**
 * How far a case is, and every way it can go on: the state machine, pure and immutable.
 *
 * <p>{@code started -> notice_and_consent -> identity -> risk_profile -> review | approved}, then {@code approved | rejected |
 * more_information}. Without a hold the case is approved as soon as it is screened; with one a person decides. Nothing is approved while a
 * screening hit is open or confirmed, an approval included that stood before: it falls back to review. Steps can be done again until the
 * decision; whoever changes a step after having been screened is reviewed, so that nobody tries until it fits.
 *
 * @param holds why the case waits for a person; empty in every state but {@code review}, {@code more_information} and, in passing, {@code
 *     risk_profile}
 */
public record CaseProgress(CaseState state, Set<Hold> holds) {
    private static final Set<Hold> OF_ANSWERS = Set.of(Hold.KNOCK_OUT, Hold.CONTRADICTION);

    public CaseProgress {
        holds = Set.copyOf(holds);
    }

    /** What a decision comes to. */
    public sealed interface Decided {
        /** The case goes on as {@code progress}. */
        record To(CaseProgress progress) implements Decided {}

        /** @param reason {@code step_out_of_order}, {@code case_decided} or {@code hits_undecided} */
        record Refused(ProblemCode reason) implements Decided {}
    }

    /** The beginning. */
    public static CaseProgress started() {
        return new CaseProgress(CaseState.STARTED, Set.of());
    }

    /** Every required notice is accepted. */
    public CaseProgress noticesAccepted() {
        return state == CaseState.STARTED ? to(CaseState.NOTICE_AND_CONSENT) : this;
    }

    public boolean takesIdentity() {
        return switch (state) {
            case NOTICE_AND_CONSENT, IDENTITY, REVIEW, MORE_INFORMATION -> true;
            case STARTED, RISK_PROFILE, SCREENING, APPROVED, REJECTED -> false;
        };
    }

    public boolean takesRiskProfile() {
        return takesIdentity() && state != CaseState.NOTICE_AND_CONSENT;
    }

    /** Whether {@link #screened} must follow before the transaction ends. */
    public boolean needsScreening() {
        return state == CaseState.RISK_PROFILE;
    }

    /**
     * Identity was declared, for the first time or otherwise than before.
     *
     * @throws IllegalStateException unless {@link #takesIdentity}
     */
    public CaseProgress identityDeclared() {
        require(takesIdentity());
        return wasScreened() ? again(holds) : to(CaseState.IDENTITY);
    }

    /**
     * The questions were answered, for the first time or otherwise than before.
     *
     * @param found what the answers call for: {@code knock_out}, {@code contradiction}
     * @throws IllegalStateException unless {@link #takesRiskProfile}
     */
    public CaseProgress riskProfiled(Set<Hold> found) {
        require(takesRiskProfile() && OF_ANSWERS.containsAll(found));
        Set<Hold> kept = copyOf(holds);
        kept.removeAll(OF_ANSWERS);
        kept.addAll(found);
        return wasScreened() ? again(kept) : new CaseProgress(CaseState.RISK_PROFILE, kept);
    }

    /** What stands against the subscriber now, after a screening or a decision about a hit. */
    public CaseProgress screened(ScreeningResult result) {
        Set<Hold> now = copyOf(holds);
        now.removeAll(Set.of(Hold.HITS_OPEN, Hold.HITS_CONFIRMED));
        switch (result) {
            case CLEAR -> {}
            case OPEN_HITS -> now.add(Hold.HITS_OPEN);
            case CONFIRMED -> now.add(Hold.HITS_CONFIRMED);
        }
        return switch (state) {
            case RISK_PROFILE, SCREENING, REVIEW, APPROVED ->
                new CaseProgress(now.isEmpty() ? CaseState.APPROVED : CaseState.REVIEW, now);
            case MORE_INFORMATION -> new CaseProgress(state, now);
            // not screened yet, or past it
            case STARTED, NOTICE_AND_CONSENT, IDENTITY, REJECTED -> this;
        };
    }

    /**
     * A person decides.
     *
     * @param standing what stands against the subscriber at this moment
     */
    public Decided decide(Verdict verdict, ScreeningResult standing) {
        return switch (state) {
            case APPROVED, REJECTED -> new Decided.Refused(ProblemCode.CASE_DECIDED);
            case STARTED, NOTICE_AND_CONSENT, IDENTITY, RISK_PROFILE, SCREENING ->
                new Decided.Refused(ProblemCode.STEP_OUT_OF_ORDER);
            case REVIEW, MORE_INFORMATION ->
                switch (verdict) {
                    case REJECT -> new Decided.To(new CaseProgress(CaseState.REJECTED, Set.of()));
                    case REQUEST_INFORMATION -> new Decided.To(to(CaseState.MORE_INFORMATION));
                    case APPROVE ->
                        standing == ScreeningResult.CLEAR
                                ? new Decided.To(new CaseProgress(CaseState.APPROVED, Set.of()))
                                : new Decided.Refused(ProblemCode.HITS_UNDECIDED);
                };
        };
    }

    private boolean wasScreened() {
        return state == CaseState.REVIEW || state == CaseState.MORE_INFORMATION;
    }

    private CaseProgress again(Set<Hold> found) {
        Set<Hold> now = copyOf(found);
        now.add(Hold.CHANGED);
        return new CaseProgress(CaseState.RISK_PROFILE, now);
    }

    private CaseProgress to(CaseState next) {
        return new CaseProgress(next, holds);
    }

    private static Set<Hold> copyOf(Set<Hold> holds) {
        Set<Hold> copy = EnumSet.noneOf(Hold.class);
        copy.addAll(holds);
        return copy;
    }

    private void require(boolean open) {
        if (!open) {
            throw new IllegalStateException("no such step from " + state.code());
        }
    }
}
