package io.flowlet.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.approvals.ApprovalKind;
import io.flowlet.approvals.ApprovalTests;
import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;

/** The policy {@code approvals}: a tenant asks for more than the kinds do, and by nobody alone for less again. */
class ApprovalsPolicyModuleTests extends ApprovalTests {
    private static final String TWO_OFFICERS = rule("policy.publish", "\"admin\"", "\"officer\"", 2, 24);
    private static final String ONE = rule("policy.publish", "\"admin\"", "\"admin\",\"officer\"", 1, 168);

    @Autowired
    private List<ApprovalKind> kinds;

    @Test
    void itsFirstVersionSaysWhatTheKindsSay() {
        Answer versions = officer.api().get("/v1/policies/approvals/versions");
        assertThat(versions.body().at("/data")).hasSize(1);
        var rules = versions.body().at("/data/0/body/rules");
        assertThat(rules).hasSameSizeAs(kinds);
        for (var rule : rules) {
            var own = kinds.stream()
                    .map(ApprovalKind::rule)
                    .filter(each -> each.kind().equals(rule.get("kind").asString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(rule.get("count").asInt()).isEqualTo(own.count());
            assertThat(rule.get("life_hours").asLong()).isEqualTo(own.life().toHours());
            assertThat(rule.get("clients_make").asBoolean()).isEqualTo(own.clientsMake());
            assertThat(rule.get("checkers")).hasSameSizeAs(own.checkers());
            assertThat(rule.get("makers")).hasSameSizeAs(own.makers());
        }
    }

    @Test
    void whatItAsksForIsAskedOfEveryRequestFromThenOn() {
        publish(1, TWO_OFFICERS);
        Person second = person(StaffRole.OFFICER);
        Answer asked = propose(admin.api(), 1, 21);
        assertThat(asked.text("/checkers_needed")).isEqualTo("2");
        assertThat(asked.text("/policy_version")).isEqualTo("2");
        assertThat(asked.text("/checker_roles/0")).isEqualTo("officer");
        assertThat(detail("approval.request", "policy_version")).isEqualTo("2");

        String id = asked.text("/id");
        assertThat(decide(person(StaffRole.ADMIN), id, "approve").code()).isEqualTo("approval_role_not_allowed");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("open");
        assertThat(decide(
                                second.api(),
                                id,
                                "approve",
                                "\"2\"",
                                UUID.randomUUID().toString())
                        .text("/state"))
                .isEqualTo("applied");
        assertThat(detail("approval.decide", "policy_version")).isEqualTo("2");
        assertThat(detail("approval.decide", "policy_in_force")).isEqualTo("2");
    }

    @Test
    void aRequestOfBeforeIsJudgedByTheStricterOneOfBoth() {
        String waits = requested();
        publish(1, TWO_OFFICERS);
        assertThat(officer.api().get("/v1/approvals/" + waits).text("/checkers_needed"))
                .isEqualTo("2");
        assertThat(decide(officer, waits, "approve").text("/state")).isEqualTo("open");

        Person second = person(StaffRole.OFFICER);
        String lowers = proposal(2, ONE).text("/id");
        decide(officer, lowers, "approve");
        decide(second.api(), lowers, "approve", "\"2\"", UUID.randomUUID().toString());
        // what was decided on under two people stays there
        Answer stays = officer.api().get("/v1/approvals/" + waits);
        assertThat(stays.text("/checkers_needed")).isEqualTo("2");
        assertThat(stays.body().at("/policy_version").asInt()).isEqualTo(1);
        assertThat(propose(admin.api(), 1, 21).code()).isEqualTo("approval_pending");
        assertThat(decide(
                                second.api(),
                                waits,
                                "approve",
                                "\"2\"",
                                UUID.randomUUID().toString())
                        .text("/state"))
                .isEqualTo("applied");
    }

    @Test
    void whoMayNotCheckAnyMoreHasNotApproved() {
        String id = requested();
        Person other = person(StaffRole.ADMIN);
        superuser.update(
                "update approvals.request set checkers = 2 where tenant_id = ? and kind = 'policy.publish'",
                live.value());
        assertThat(decide(other, id, "approve").text("/state")).isEqualTo("open");
        publish(1, TWO_OFFICERS);
        Answer last =
                decide(officer.api(), id, "approve", "\"2\"", UUID.randomUUID().toString());
        assertThat(last.text("/state")).isEqualTo("failed");
        assertThat(last.text("/result")).isEqualTo("approval_checker_gone");
    }

    @Test
    void noFewerPeopleLowerTheBarThanStandBehindIt() {
        publish(1, rule("legal_hold.lift", "\"officer\"", "\"officer\"", 3, 168));
        Answer same = proposal(2, rule("legal_hold.lift", "\"officer\"", "\"officer\"", 4, 168));
        assertThat(same.text("/checkers_needed")).isEqualTo("1");
        withdraw(same.text("/id"));
        Answer lower = proposal(2, rule("legal_hold.lift", "\"officer\"", "\"officer\"", 2, 168));
        assertThat(lower.text("/checkers_needed")).isEqualTo("3");
        withdraw(lower.text("/id"));
        // what says nothing of a kind asks for no more than the kind does
        Answer silent = proposal(2, "");
        assertThat(silent.text("/checkers_needed")).isEqualTo("3");
        assertThat(decide(officer, silent.text("/id"), "approve").text("/state"))
                .isEqualTo("open");
        // neither does another policy need more people for that
        assertThat(propose(admin.api(), 1, 21).text("/checkers_needed")).isEqualTo("1");
    }

    /** What is asked for before a stricter version comes into force and agreed to afterwards would lower that one. */
    @Test
    void aBarThatRisesWhileARequestWaitsIsLoweredByNoFewerEither() {
        Instant soon = Instant.now().plusMillis(1_500);
        Answer raised = proposal(
                1,
                rule("legal_hold.lift", "\"officer\"", "\"officer\"", 3, 168),
                ",\"effective_at\":\"%s\"".formatted(soon));
        decide(officer, raised.text("/id"), "approve");
        Answer lowers = proposal(2, "", ",\"replaces_scheduled\":true");
        assertThat(lowers.status()).as("%s", lowers.body()).isEqualTo(202);
        while (Instant.now().isBefore(soon)) {
            Thread.onSpinWait();
        }
        assertThat(officer.api().get("/v1/approvals/" + lowers.text("/id")).text("/checkers_needed"))
                .isEqualTo("3");
        assertThat(decide(officer, lowers.text("/id"), "approve").text("/state"))
                .isEqualTo("open");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            staff.break_glass | "admin"   | "officer"   | 1 | 4   | /body/rules/0/count      | below_floor
            staff.break_glass | "admin"   | "officer"   | 2 | 5   | /body/rules/0/life_hours | below_floor
            staff.break_glass | "admin"   | "officer"   | 5 | 4   | /body/rules/0/count      | out_of_range
            client.grant      | "admin"   | "admin"     | 1 | 168 | /body/rules/0/checkers   | below_floor
            client.grant      | "officer" | "officer"   | 1 | 168 | /body/rules/0/makers     | below_floor
            client.grant      | "admin"   | "client"    | 1 | 168 | /body/rules/0/checkers   | unknown_role
            client.grant      | "admin"   |             | 1 | 168 | /body/rules/0/checkers   | out_of_range
            client.grant      | "admin"   | "officer"   | 1 | 0   | /body/rules/0/life_hours | out_of_range
            money.print       | "admin"   | "officer"   | 1 | 168 | /body/rules/0/kind       | unknown_kind
            """)
    void refusesWhatAsksForLessThanTheKind(
            String kind, String makers, String checkers, int count, int hours, String pointer, String code) {
        refuses(rule(kind, makers, checkers == null ? "" : checkers, count, hours), pointer, code);
    }

    @Test
    void refusesWhatMeansNothing() {
        String rule = rule("client.grant", "\"admin\"", "\"officer\"", 1, 168);
        refuses(rule + "," + rule, "/body/rules/1/kind", "duplicate_kind");
        refuses(
                rule.replace("\"clients_make\":false", "\"clients_make\":true"),
                "/body/rules/0/clients_make",
                "below_floor");
        String tier = "{\"above\":{\"value\":\"1.00\",\"currency\":\"EUR\"},\"checkers\":[\"officer\"],\"count\":2}";
        refuses(rule.replace("}", ",\"tiers\":[" + tier + "]}"), "/body/rules/0/tiers", "no_amount");
        refuses(rule.replace("}", ",\"api_keys_check\":true}"), "/body/rules/0", "unknown_member");
        refuses(
                rule.replace("}", ",\"tiers\":[" + tier.replace("EUR", "XYZ") + "]}"),
                "/body/rules/0/tiers/0/above/currency",
                "unknown_currency");
        refuses(
                rule.replace("}", ",\"tiers\":[" + tier.replace("1.00", "1.001") + "]}"),
                "/body/rules/0/tiers/0/above/value",
                "malformed_amount");
        refuses(
                rule.replace("}", ",\"tiers\":[" + tier.replace("1.00", "-1.00") + "]}"),
                "/body/rules/0/tiers/0/above/value",
                "out_of_range");
        assertThat(officer.api().get("/v1/approvals").body().at("/data")).isEmpty();
    }

    /** One that was opened by a server that knew no such policy. */
    @Test
    void aTenantWithoutItIsJudgedByTheKindsAndCanHaveIt() {
        superuser.execute(
                "set session_replication_role = replica; delete from policies.policy_version where tenant_id = %d and name = 'approvals'; reset session_replication_role"
                        .formatted(live.value()));
        Answer asked = propose(admin.api(), 1, 21);
        assertThat(asked.text("/checkers_needed")).isEqualTo("1");
        assertThat(asked.body().at("/policy_version").isNull()).isTrue();
        publish(0, TWO_OFFICERS);
        assertThat(officer.api().get("/v1/approvals/" + asked.text("/id")).text("/checkers_needed"))
                .isEqualTo("2");
    }

    @Test
    void theDatabaseItselfLowersNoBar() {
        publish(1, TWO_OFFICERS);
        UUID id = io.flowlet.approvals.ApprovalId.of(propose(admin.api(), 1, 21).text("/id"))
                .value();
        for (String lower :
                List.of("checkers = 1", "expires_at = expires_at + interval '1 s'", "checker_roles = '{}'")) {
            assertThatThrownBy(() -> superuser.update("update approvals.request set " + lower + " where id = ?", id))
                    .as(lower)
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
    }

    private void publish(int basedOn, String rules) {
        Answer asked = proposal(basedOn, rules);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");
    }

    private Answer proposal(int basedOn, String rules) {
        return proposal(basedOn, rules, "");
    }

    private Answer proposal(int basedOn, String rules, String more) {
        return admin.api()
                .post(
                        "/v1/policies/approvals/proposals",
                        "{\"based_on\":%d,\"reason\":\"more eyes\",\"body\":{\"rules\":[%s]}%s}"
                                .formatted(basedOn, rules, more));
    }

    private void withdraw(String id) {
        assertThat(decide(admin, id, "withdraw").text("/state")).isEqualTo("withdrawn");
    }

    private void refuses(String rules, String pointer, String code) {
        Answer refused = proposal(1, rules);
        assertThat(refused.code()).as("%s", refused.body()).isEqualTo("policy_refused");
        assertThat(refused.body()
                        .at("/errors")
                        .valueStream()
                        .map(each -> each.get("pointer").asString() + " "
                                + each.get("code").asString()))
                .contains(pointer + " " + code);
    }

    private static String rule(String kind, String makers, String checkers, int count, int hours) {
        return String.format(
                Locale.ROOT,
                "{\"kind\":\"%s\",\"makers\":[%s],\"clients_make\":false,\"checkers\":[%s],\"count\":%d,\"life_hours\":%d}",
                kind,
                makers,
                checkers,
                count,
                hours);
    }
}
