package io.flowlet.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.approvals.ApprovalTests;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Policies of a live tenant: another person agrees before anything is in force. */
class PolicyApprovalModuleTests extends ApprovalTests {
    private static final String PROPOSALS = "/v1/policies/onboarding/proposals";
    private static final String ROLLBACKS = "/v1/policies/onboarding/rollbacks";
    private static final String VERSIONS = "/v1/policies/onboarding/versions";

    @Autowired
    private Policies policies;

    @Test
    void isInForceFromItsTimeOnAndNotBefore() {
        Instant later = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.MICROS);
        String id = propose(admin.api(), 1, 21, ",\"effective_at\":\"%s\"".formatted(later))
                .text("/id");
        assertThat(officer.api().get("/v1/approvals/" + id).text("/change/terms/effective_at"))
                .isEqualTo(later.toString());
        decide(officer, id, "approve");

        assertThat(policies.current(live, "onboarding").version()).isEqualTo(1);
        PolicyVersion scheduled = policies.version(live, "onboarding", 2).orElseThrow();
        assertThat(scheduled.effectiveAt()).isEqualTo(later);
    }

    @Test
    void isComparedWithTheVersionThatWouldBeInForceAtItsTime() {
        Instant soon = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.MICROS);
        decide(
                officer,
                propose(admin.api(), 1, 21, ",\"effective_at\":\"%s\"".formatted(soon))
                        .text("/id"),
                "approve");
        Answer asked = propose(admin.api(), 2, 25, ",\"effective_at\":\"%s\"".formatted(soon.plusSeconds(1)));
        assertThat(asked.text("/change/terms/in_force")).isEqualTo("1");
        assertThat(asked.text("/change/terms/against")).isEqualTo("2");
        assertThat(asked.text("/change/diff/0/before")).isEqualTo("21");
        assertThat(asked.text("/change/diff/0/after")).isEqualTo("25");
    }

    @Test
    void aVersionThatCameInBetweenEvenAScheduledOneFailsTheRequest() {
        String id = requested();
        superuser.update("""
                insert into policies.policy_version (tenant_id, name, version, hash, body, effective_at, created_at, created_by)
                select tenant_id, name, 2, hash, body, now() + interval '1 day', now(), 'other' from policies.policy_version
                where tenant_id = ? and name = 'onboarding'
                """, live.value());
        Answer late = decide(officer, id, "approve");
        assertThat(late.text("/state")).isEqualTo("failed");
        assertThat(late.text("/result")).isEqualTo("policy_changed");
        assertThat(policies.version(live, "onboarding", 3)).isEmpty();
    }

    @Test
    void whatBecameEffectiveWhileItWaitedIsInForceFromItsApprovalOn() {
        Instant wished = Instant.now().plusMillis(300);
        String id = propose(admin.api(), 1, 21, ",\"effective_at\":\"%s\"".formatted(wished))
                .text("/id");
        Instant before = Instant.now();
        while (Instant.now().isBefore(wished)) {
            Thread.onSpinWait();
        }
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("applied");
        PolicyVersion version = policies.current(live, "onboarding");
        assertThat(version.version()).isEqualTo(2);
        assertThat(version.effectiveAt()).isAfter(before).isAfterOrEqualTo(wished);
    }

    @Test
    void goesBackByANewVersionThatSaysWhatAnEarlierOneSaid() {
        decide(officer, requested(), "approve");
        Answer asked = rollback(2, 1);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/change/terms/rollback_to")).isEqualTo("1");
        assertThat(asked.text("/change/diff/0/before")).isEqualTo("21");
        assertThat(asked.text("/change/diff/0/after")).isEqualTo("18");
        decide(officer, asked.text("/id"), "approve");

        PolicyVersion third = policies.current(live, "onboarding");
        assertThat(third.version()).isEqualTo(3);
        assertThat(third.hash())
                .isEqualTo(policies.version(live, "onboarding", 1).orElseThrow().hash());
        Answer unknown = rollback(3, 9);
        assertThat(unknown.code()).isEqualTo("policy_refused");
        assertThat(unknown.text("/errors/0/pointer")).isEqualTo("/rollback_to");
    }

    /** An emergency does not wait for what somebody scheduled. */
    @Test
    void replacesWhatIsScheduledOnlyWhenItSaysSo() {
        Instant later = Instant.now().plus(Duration.ofDays(300));
        decide(
                officer,
                propose(admin.api(), 1, 21, ",\"effective_at\":\"%s\"".formatted(later))
                        .text("/id"),
                "approve");
        Answer refused = propose(admin.api(), 2, 25);
        assertThat(refused.code()).isEqualTo("policy_refused");
        assertThat(refused.text("/errors/0/code")).isEqualTo("before_scheduled");

        Answer asked = propose(admin.api(), 2, 25, ",\"replaces_scheduled\":true");
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.body().at("/change/terms/replaces_scheduled").asBoolean())
                .isTrue();
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");
        assertThat(policies.current(live, "onboarding").version()).isEqualTo(3);
        assertThat(policies.at(live, "onboarding", later.plusSeconds(1))
                        .orElseThrow()
                        .version())
                .isEqualTo(3);
    }

    @Test
    void showsWhatAVersionChangedAgainstAnyOther() {
        decide(officer, requested(), "approve");
        decide(officer, propose(admin.api(), 2, 25).text("/id"), "approve");
        Answer last = officer.api().get(VERSIONS + "/3/diff");
        assertThat(last.text("/against")).isEqualTo("2");
        assertThat(last.text("/diff/0/pointer")).isEqualTo("/minimum_age_years");
        assertThat(last.text("/diff/0/before")).isEqualTo("21");
        assertThat(last.text("/diff/0/after")).isEqualTo("25");
        assertThat(officer.api().get(VERSIONS + "/3/diff?against=1").text("/diff/0/before"))
                .isEqualTo("18");
        assertThat(officer.api().get(VERSIONS + "/3/diff?against=3").body().at("/diff"))
                .isEmpty();
        assertThat(officer.api().get(VERSIONS + "/1/diff").body().at("/diff")).hasSize(3);
        assertThat(officer.api().get(VERSIONS + "/4/diff").code()).isEqualTo("not_found");
        assertThat(officer.api().get(VERSIONS + "/3/diff?against=8").code()).isEqualTo("not_found");
        assertThat(officer.api().get(VERSIONS + "/x/diff").code()).isEqualTo("not_found");
    }

    @Test
    void whatIsWrongIsRefusedBeforeAnybodyIsAsked() {
        assertThat(propose(admin.api(), 2, 21).code()).isEqualTo("policy_changed");
        assertThat(propose(admin.api(), 1, -1).code()).isEqualTo("policy_refused");
        Answer past = propose(admin.api(), 1, 21, ",\"effective_at\":\"2020-01-01T00:00:00Z\"");
        assertThat(past.text("/errors/0/code")).isEqualTo("in_the_past");
        assertThat(admin.api()
                        .post("/v1/policies/weather/proposals", "{\"based_on\":1,\"body\":{},\"reason\":\"x\"}")
                        .code())
                .isEqualTo("not_found");
        for (String body : new String[] {
            "{\"based_on\":1,\"body\":{}}",
            "{\"based_on\":1,\"rollback_to\":1,\"reason\":\"x\"}",
            "{\"based_on\":1,\"reason\":\"x\"}",
            "{\"based_on\":1,\"body\":{},\"rollback_to\":1,\"reason\":\"x\"}",
        }) {
            assertThat(admin.api().post(PROPOSALS, body).code()).as(body).isEqualTo("body_invalid");
        }
        for (String body : new String[] {
            "{\"based_on\":1,\"rollback_to\":1}",
            "{\"based_on\":1,\"reason\":\"x\"}",
            "{\"based_on\":1,\"rollback_to\":0,\"reason\":\"x\"}",
            "{\"based_on\":1,\"rollback_to\":1,\"reason\":\" \"}",
            "{\"based_on\":1,\"rollback_to\":1,\"body\":{},\"reason\":\"x\"}",
        }) {
            assertThat(admin.api().post(ROLLBACKS, body).code()).as(body).isEqualTo("body_invalid");
        }
        assertThat(officer.api().get("/v1/approvals").body().at("/data")).isEmpty();
    }

    @Test
    void nobodyWithoutTheRightAsks() {
        assertThat(propose(officer.api(), 1, 21).code()).isEqualTo("scope_missing");
        assertThat(propose(person(StaffRole.ANALYST).api(), 1, 21).code()).isEqualTo("scope_missing");
        assertThat(propose(client, 1, 21).code()).isEqualTo("scope_missing");
    }

    @Test
    void aTestTenantsProposalsAreVersionsAtOnce() {
        ApiClient sandbox = program.client();
        Answer made = propose(sandbox, 1, 21);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body().at("/approval_id").isNull()).isTrue();
        assertThat(policies.current(program.tenant(TenantMode.TEST), "onboarding")
                        .version())
                .isEqualTo(2);
        assertThat(sandbox.post(ROLLBACKS, "{\"based_on\":2,\"rollback_to\":1}").status())
                .isEqualTo(201);
    }

    private Answer rollback(int basedOn, int to) {
        return admin.api()
                .post(
                        ROLLBACKS,
                        "{\"based_on\":%d,\"rollback_to\":%d,\"reason\":\"it went wrong\"}".formatted(basedOn, to));
    }
}
