package io.flowlet.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.http.ProblemCode;
import io.flowlet.screening.ScreeningResult;
import io.flowlet.testing.Cases;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CaseProgressTests {
    private static final CaseProgress IDENTIFIED =
            CaseProgress.started().noticesAccepted().identityDeclared();

    @Test
    void approvesByItselfWhenNothingHoldsIt() {
        assertThat(answered().screened(ScreeningResult.CLEAR)).isEqualTo(in(CaseState.APPROVED));
    }

    @Test
    void aHitHoldsItUntilEveryHitIsCleared() {
        CaseProgress held = answered().screened(ScreeningResult.OPEN_HITS);

        assertThat(held).isEqualTo(in(CaseState.REVIEW, Hold.HITS_OPEN));
        assertThat(held.screened(ScreeningResult.CLEAR)).isEqualTo(in(CaseState.APPROVED));
        assertThat(held.screened(ScreeningResult.CONFIRMED)).isEqualTo(in(CaseState.REVIEW, Hold.HITS_CONFIRMED));
    }

    @Test
    void clearedHitsDoNotFreeItFromAnotherHold() {
        CaseProgress held = IDENTIFIED.riskProfiled(Set.of(Hold.KNOCK_OUT)).screened(ScreeningResult.OPEN_HITS);

        assertThat(held.screened(ScreeningResult.CLEAR)).isEqualTo(in(CaseState.REVIEW, Hold.KNOCK_OUT));
    }

    @Test
    void cannotBeApprovedWhileAHitIsOpenOrConfirmed() {
        for (ScreeningResult standing : List.of(ScreeningResult.OPEN_HITS, ScreeningResult.CONFIRMED)) {
            CaseProgress held = answered().screened(standing);

            assertThat(held.decide(Verdict.APPROVE, standing)).isEqualTo(refused(ProblemCode.HITS_UNDECIDED));
            assertThat(held.decide(Verdict.REJECT, standing)).isEqualTo(to(in(CaseState.REJECTED)));
        }
    }

    @Test
    void isDecidedOnce() {
        CaseProgress approved = answered().screened(ScreeningResult.CLEAR);
        for (Verdict verdict : Verdict.values()) {
            assertThat(approved.decide(verdict, ScreeningResult.CLEAR)).isEqualTo(refused(ProblemCode.CASE_DECIDED));
            assertThat(in(CaseState.REJECTED).decide(verdict, ScreeningResult.CLEAR))
                    .isEqualTo(refused(ProblemCode.CASE_DECIDED));
            assertThat(IDENTIFIED.decide(verdict, ScreeningResult.CLEAR))
                    .isEqualTo(refused(ProblemCode.STEP_OUT_OF_ORDER));
        }
    }

    @Test
    void whoeverChangesAStepAfterScreeningIsReviewed() {
        CaseProgress held = answered().screened(ScreeningResult.OPEN_HITS);

        assertThat(held.identityDeclared().screened(ScreeningResult.CLEAR))
                .isEqualTo(in(CaseState.REVIEW, Hold.CHANGED));
        assertThat(held.riskProfiled(Set.of()).screened(ScreeningResult.CLEAR))
                .isEqualTo(in(CaseState.REVIEW, Hold.CHANGED));
    }

    @Test
    void informationThatWasAskedForBringsItBackToReview() {
        CaseProgress asked = in(CaseState.MORE_INFORMATION, Hold.KNOCK_OUT);

        assertThat(asked.takesIdentity()).isTrue();
        assertThat(asked.riskProfiled(Set.of()).screened(ScreeningResult.CLEAR))
                .isEqualTo(in(CaseState.REVIEW, Hold.CHANGED));
    }

    @Test
    void anApprovalEndsWhenAHitAppearsAndReturnsWhenItIsCleared() {
        CaseProgress stopped = in(CaseState.APPROVED).screened(ScreeningResult.OPEN_HITS);

        assertThat(stopped).isEqualTo(in(CaseState.REVIEW, Hold.HITS_OPEN));
        assertThat(stopped.screened(ScreeningResult.CLEAR)).isEqualTo(in(CaseState.APPROVED));
    }

    @Test
    void takesNoStepOutOfOrder() {
        CaseProgress started = CaseProgress.started();

        assertThat(started.takesIdentity()).isFalse();
        assertThat(started.noticesAccepted().takesRiskProfile()).isFalse();
        assertThat(in(CaseState.APPROVED).takesIdentity()).isFalse();
        assertThat(in(CaseState.REJECTED).takesRiskProfile()).isFalse();
        assertThatThrownBy(started::identityDeclared).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> started.riskProfiled(Set.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noWalkApprovesSomebodyWithAHitOrWithoutEveryStep() {
        Cases.check("walks of a case", random -> {
            CaseProgress now = CaseProgress.started();
            ScreeningResult standing = ScreeningResult.CLEAR;
            boolean identified = false;
            boolean profiled = false;
            for (int i = 0; i < 30; i++) {
                int act = random.nextInt(5);
                CaseState before = now.state();
                if (act == 0) {
                    now = now.noticesAccepted();
                } else if (act == 1 && now.takesIdentity()) {
                    now = screened(now.identityDeclared(), standing);
                    identified = true;
                } else if (act == 2 && now.takesRiskProfile()) {
                    standing = any(random, ScreeningResult.values());
                    now = screened(now.riskProfiled(someOf(random)), standing);
                    profiled = true;
                } else if (act == 3) {
                    standing = profiled ? any(random, ScreeningResult.values()) : standing;
                    now = now.screened(standing);
                } else if (act == 4
                        && now.decide(any(random, Verdict.values()), standing)
                                instanceof CaseProgress.Decided.To(var next)) {
                    now = next;
                }
                assertThat(now.needsScreening()).isFalse();
                if (now.state() == CaseState.APPROVED) {
                    assertThat(identified && profiled).isTrue();
                    assertThat(standing).isEqualTo(ScreeningResult.CLEAR);
                    assertThat(now.holds()).isEmpty();
                }
                if (before == CaseState.REJECTED) {
                    assertThat(now.state()).isEqualTo(CaseState.REJECTED);
                }
            }
        });
    }

    private static CaseProgress answered() {
        return IDENTIFIED.riskProfiled(Set.of());
    }

    private static CaseProgress screened(CaseProgress progress, ScreeningResult standing) {
        return progress.needsScreening() ? progress.screened(standing) : progress;
    }

    private static Set<Hold> someOf(RandomGenerator random) {
        Set<Hold> found = EnumSet.noneOf(Hold.class);
        if (random.nextInt(4) == 0) {
            found.add(Hold.KNOCK_OUT);
        }
        if (random.nextInt(4) == 0) {
            found.add(Hold.CONTRADICTION);
        }
        return found;
    }

    private static <T> T any(RandomGenerator random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static CaseProgress in(CaseState state, Hold... holds) {
        return new CaseProgress(state, Set.of(holds));
    }

    private static CaseProgress.Decided to(CaseProgress progress) {
        return new CaseProgress.Decided.To(progress);
    }

    private static CaseProgress.Decided refused(ProblemCode reason) {
        return new CaseProgress.Decided.Refused(reason);
    }
}
