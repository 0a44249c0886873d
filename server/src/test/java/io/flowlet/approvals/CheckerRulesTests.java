package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Audience;
import io.flowlet.identity.SponsorChains;
import io.flowlet.identity.Sponsorship;
import io.flowlet.identity.StaffRole;
import io.flowlet.identity.StaffStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckerRulesTests {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(30));
    private static final Duration SIGN_IN_AGE = Duration.ofMinutes(15);
    private static final UUID MAKER = UUID.randomUUID();
    private static final UUID CHECKER = UUID.randomUUID();
    private static final String MAKER_NAME = Audience.STAFF.nameOf(MAKER);
    private static final String CHECKER_NAME = Audience.STAFF.nameOf(CHECKER);
    private static final String EARLIER_NAME = Audience.STAFF.nameOf(UUID.randomUUID());
    private static final SponsorChains NOBODY = new SponsorChains(Map.of());
    private static final ApprovalRule RULE = new ApprovalRule(
            "test.change", Set.of(StaffRole.ADMIN), true, Set.of(StaffRole.OFFICER), 1, Duration.ofDays(7));

    @Test
    void anotherPersonOfTheRightRoleWhoJustSignedInMayDecide() {
        assertThat(broken(CHECKER, standing(), NOW)).isNull();
        assertThat(broken(CHECKER, standing(), NOW.minus(SIGN_IN_AGE))).isNull();
    }

    @Test
    void whoIsNoPersonDecidesNothing() {
        assertThat(broken(CHECKER, null, NOW)).isEqualTo(ProblemCode.AUDIENCE_NOT_ALLOWED);
        assertThat(broken(MAKER, null, null)).isEqualTo(ProblemCode.AUDIENCE_NOT_ALLOWED);
    }

    @Test
    void theMakerDecidesNothing() {
        assertThat(broken(MAKER, standing(), NOW)).isEqualTo(ProblemCode.APPROVAL_OWN_REQUEST);
    }

    @Test
    void everyRoleThatTheRuleDoesNotNameIsRefused() {
        for (StaffRole role : StaffRole.values()) {
            StaffStanding held = new StaffStanding(Set.of(role), LONG_AGO, null, null, null);
            assertThat(broken(CHECKER, held, NOW))
                    .as(role.code())
                    .isEqualTo(role == StaffRole.OFFICER ? null : ProblemCode.APPROVAL_ROLE_NOT_ALLOWED);
        }
    }

    @Test
    void anAccountThatWasMadeGivenRolesOrResetWithinADayDecidesNothing() {
        Instant nearly = NOW.minus(CheckerRules.COOLING).plusMillis(1);
        Instant exactly = NOW.minus(CheckerRules.COOLING);
        for (Instant[] at : List.of(
                new Instant[] {nearly, LONG_AGO, LONG_AGO},
                new Instant[] {LONG_AGO, nearly, LONG_AGO},
                new Instant[] {LONG_AGO, LONG_AGO, nearly})) {
            assertThat(broken(CHECKER, standing(at), NOW)).isEqualTo(ProblemCode.APPROVAL_ACCOUNT_TOO_NEW);
        }
        Instant[] over = {exactly, exactly, exactly};
        assertThat(broken(CHECKER, standing(over), NOW)).isNull();
    }

    @Test
    void whoIsOwedToTheMakerOrToSomebodyWhoAgreedDecidesNothing() {
        for (String sponsor : List.of(MAKER_NAME, EARLIER_NAME)) {
            SponsorChains owed = new SponsorChains(
                    Map.of(CHECKER_NAME, List.of(new Sponsorship(Sponsorship.Act.CREATED, sponsor, Set.of()))));
            var person = new CheckerRules.Person(CHECKER, CHECKER_NAME, standing(), NOW, owed);
            Decision earlier = new Decision(UUID.randomUUID(), EARLIER_NAME, Verdict.APPROVE, "yes", LONG_AGO);
            assertThat(CheckerRules.broken(
                            request("thing").and(earlier), RULE, person, new CheckerRules.Moment(NOW, SIGN_IN_AGE)))
                    .as(sponsor)
                    .hasValue(ProblemCode.APPROVAL_NOT_INDEPENDENT);
        }
    }

    @Test
    void nobodyDecidesAboutThemselves() {
        var person = new CheckerRules.Person(CHECKER, CHECKER_NAME, standing(), NOW, NOBODY);
        var moment = new CheckerRules.Moment(NOW, SIGN_IN_AGE);
        assertThat(CheckerRules.broken(request(CHECKER_NAME), RULE, person, moment))
                .hasValue(ProblemCode.APPROVAL_NOT_INDEPENDENT);
    }

    @Test
    void whoSignedInTooLongAgoOrWhoseSessionEndedSignsInAgain() {
        assertThat(broken(CHECKER, standing(), NOW.minus(SIGN_IN_AGE).minusMillis(1)))
                .isEqualTo(ProblemCode.SIGN_IN_TOO_OLD);
        assertThat(broken(CHECKER, standing(), null)).isEqualTo(ProblemCode.SIGN_IN_TOO_OLD);
    }

    @Test
    void whatAClientAskedForNeedsOnePersonMore() {
        assertThat(RULE.needed(true)).isEqualTo(1);
        assertThat(RULE.needed(false)).isEqualTo(2);
    }

    @Test
    void aRuleWithoutCheckersOrEndIsNone() {
        Set<StaffRole> officers = Set.of(StaffRole.OFFICER);
        assertThatThrownBy(() -> new ApprovalRule("test.change", Set.of(), true, Set.of(), 1, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
        for (int count : new int[] {0, -1, 5}) {
            assertThatThrownBy(
                            () -> new ApprovalRule("test.change", Set.of(), true, officers, count, Duration.ofDays(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (Duration life : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(91))) {
            assertThatThrownBy(() -> new ApprovalRule("test.change", Set.of(), true, officers, 1, life))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static @Nullable ProblemCode broken(
            UUID person, @Nullable StaffStanding standing, @Nullable Instant signedInAt) {
        return CheckerRules.broken(
                        request("thing"),
                        RULE,
                        new CheckerRules.Person(person, CHECKER_NAME, standing, signedInAt, NOBODY),
                        new CheckerRules.Moment(NOW, SIGN_IN_AGE))
                .orElse(null);
    }

    private static StaffStanding standing() {
        return new StaffStanding(Set.of(StaffRole.OFFICER), LONG_AGO, null, null, null);
    }

    private static StaffStanding standing(Instant[] at) {
        return new StaffStanding(Set.of(StaffRole.OFFICER), at[0], at[1], at[2], null);
    }

    private static Approval request(String subject) {
        return new Approval(
                new ApprovalId(UUID.randomUUID()),
                "test.change",
                subject,
                new Change(Map.of(), Map.of(), Map.of()),
                "because",
                MAKER,
                MAKER_NAME,
                new Bar(Set.of(), 1, NOW.plusSeconds(1), 0),
                ApprovalState.OPEN,
                1,
                LONG_AGO,
                null,
                null,
                List.of());
    }
}
