package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.money.Currency;
import io.flowlet.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a tenant asks for counts where it is stricter, and nowhere else. */
class ApprovalRuleTests {
    private static final Set<StaffRole> BOTH = Set.of(StaffRole.ADMIN, StaffRole.OFFICER);
    private static final Set<StaffRole> OFFICERS = Set.of(StaffRole.OFFICER);
    private static final ApprovalRule OWN = new ApprovalRule("test.change", BOTH, true, BOTH, 2, Duration.ofDays(7));

    @Test
    void isRaisedInEveryPart() {
        TenantRule asked = new TenantRule("test.change", OFFICERS, false, OFFICERS, 3, Duration.ofHours(5), List.of());
        assertThat(OWN.raisedBy(asked, List.of()))
                .isEqualTo(new ApprovalRule("test.change", OFFICERS, false, OFFICERS, 3, Duration.ofHours(5)));
    }

    @Test
    void isNeverLowered() {
        ApprovalRule own = new ApprovalRule("test.change", OFFICERS, false, OFFICERS, 2, Duration.ofDays(7));
        TenantRule asked = new TenantRule("test.change", BOTH, true, BOTH, 1, Duration.ofDays(90), List.of());
        assertThat(own.raisedBy(asked, List.of())).isEqualTo(own);
        TenantRule others = new TenantRule(
                "test.change",
                Set.of(StaffRole.AUDITOR),
                true,
                Set.of(StaffRole.AUDITOR),
                1,
                Duration.ofDays(90),
                List.of());
        assertThat(own.raisedBy(others, List.of())).isEqualTo(own);
    }

    /** In a currency that no tier names nothing is known to be small. */
    @ParameterizedTest
    @CsvSource({"EUR, 100, 2", "EUR, 101, 3", "EUR, 1000, 3", "EUR, 1001, 4", "USD, 50, 2", "USD, 51, 4", "JPY, 0, 4"})
    void asksForMorePeopleAboveAnAmount(String currency, long minor, int people) {
        Currency asked = Currency.of(currency);
        assertThat(OWN.raisedBy(tiered(), List.of(new Money(asked, minor))).count())
                .isEqualTo(people);
    }

    @Test
    void ofSeveralCurrenciesTheHighestTierCounts() {
        Money few = new Money(Currency.of("EUR"), 5);
        Money many = new Money(Currency.of("USD"), 5_000);
        ApprovalRule rule = OWN.raisedBy(tiered(), List.of(few, many));
        assertThat(rule.count()).isEqualTo(4);
        assertThat(rule.checkers()).isEqualTo(OFFICERS);
        assertThat(OWN.raisedBy(tiered(), List.of(few)).checkers()).isEqualTo(BOTH);
    }

    @Test
    void aBarOnlyRises() {
        Instant opened = Instant.parse("2026-01-01T00:00:00Z");
        Bar bar = new Bar(BOTH, 2, opened.plus(Duration.ofDays(7)), 3);
        ApprovalRule stricter = new ApprovalRule("test.change", BOTH, true, OFFICERS, 2, Duration.ofDays(1));
        Bar raised = bar.raisedBy(stricter, false, opened);
        assertThat(raised).isEqualTo(new Bar(OFFICERS, 3, opened.plus(Duration.ofDays(1)), 3));
        ApprovalRule looser = new ApprovalRule("test.change", BOTH, true, BOTH, 1, Duration.ofDays(30));
        assertThat(raised.raisedBy(looser, true, opened)).isEqualTo(raised);
    }

    @Test
    void knowsWhichOfTwoIsStricter() {
        assertThat(OWN.isStricterThan(OWN)).isFalse();
        assertThat(OWN.isStricterThan(OWN.atLeast(3))).isFalse();
        assertThat(OWN.atLeast(3).isStricterThan(OWN)).isTrue();
        assertThat(OWN.checkedBy(OFFICERS).isStricterThan(OWN)).isTrue();
        assertThat(OWN.isStricterThan(OWN.checkedBy(OFFICERS))).isFalse();
        ApprovalRule longer = new ApprovalRule("test.change", BOTH, true, BOTH, 2, Duration.ofDays(8));
        assertThat(OWN.isStricterThan(longer)).isTrue();
        ApprovalRule peopleAlone = new ApprovalRule("test.change", BOTH, false, BOTH, 2, Duration.ofDays(7));
        assertThat(peopleAlone.isStricterThan(OWN)).isTrue();
        ApprovalRule fewerMakers = new ApprovalRule("test.change", OFFICERS, true, BOTH, 2, Duration.ofDays(7));
        assertThat(fewerMakers.isStricterThan(OWN)).isTrue();
    }

    private static TenantRule tiered() {
        return new TenantRule(
                "test.change",
                BOTH,
                true,
                BOTH,
                1,
                Duration.ofDays(7),
                List.of(tier("EUR", 100, BOTH, 3), tier("EUR", 1_000, OFFICERS, 4), tier("USD", 50, OFFICERS, 4)));
    }

    private static TenantRule.Tier tier(String currency, long above, Set<StaffRole> checkers, int count) {
        return new TenantRule.Tier(new Money(Currency.of(currency), above), checkers, count);
    }
}
