package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The facility, by the kind {@code policy.publish} on a live tenant. */
class ApprovalsModuleTests extends ApprovalTests {
    private static final String VERSIONS = "/v1/policies/onboarding/versions";

    @Autowired
    private ApprovalExpiry expiry;

    @Test
    void aRequestShowsWhatWouldChangeAndChangesNothing() {
        String id = requested();

        Answer shown = officer.api().get("/v1/approvals/" + id);
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("etag")).hasValue("\"1\"");
        assertThat(shown.text("/state")).isEqualTo("open");
        assertThat(shown.text("/kind")).isEqualTo("policy.publish");
        assertThat(shown.text("/subject")).isEqualTo("onboarding");
        assertThat(shown.text("/maker_id")).isEqualTo(admin.name());
        assertThat(shown.text("/reason")).isEqualTo("the regulator asks for it");
        assertThat(shown.text("/checkers_needed")).isEqualTo("1");
        assertThat(shown.body().at("/change/diff")).hasSize(1);
        assertThat(shown.text("/change/diff/0/pointer")).isEqualTo("/minimum_age_years");
        assertThat(shown.text("/change/diff/0/before")).isEqualTo("18");
        assertThat(shown.text("/change/diff/0/after")).isEqualTo("21");
        assertThat(shown.text("/change/terms/in_force")).isEqualTo("1");
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(1);
        assertThat(audited("approval.request", "done")).isEqualTo(1);
    }

    @Test
    void theApprovalOfAnotherPersonCarriesItOut() {
        String id = requested();
        Answer approved = decide(officer, id, "approve");

        assertThat(approved.status()).as("%s", approved.body()).isEqualTo(200);
        assertThat(approved.text("/state")).isEqualTo("applied");
        assertThat(approved.text("/result")).isEqualTo("version 2");
        assertThat(approved.text("/version")).isEqualTo("2");
        assertThat(approved.text("/decisions/0/decided_by")).isEqualTo(officer.name());
        Answer versions = officer.api().get(VERSIONS);
        assertThat(versions.text("/data/0/version")).isEqualTo("2");
        assertThat(versions.text("/data/0/created_by")).isEqualTo(admin.name());
        assertThat(versions.text("/data/0/approval_id")).isEqualTo(id);
        for (String action : List.of("approval.request", "approval.decide", "approval.apply")) {
            assertThat(audited(action, "done")).as(action).isEqualTo(1);
        }
        assertThat(told()).containsExactly("approval.requested", "approval.applied");
    }

    @Test
    void theMakerDecidesNothingAndTheAttemptIsOnRecord() {
        String id = requested();
        for (String verb : List.of("approve", "reject")) {
            Answer refused = decide(admin, id, verb);
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("approval_own_request");
        }
        assertThat(stateOf(id)).isEqualTo("open");
        assertThat(audited("approval.decide", "refused")).isEqualTo(2);
        assertThat(audited("approval.decide", "done")).isZero();
    }

    @Test
    void anAccountOfYesterdayAndLaterDecidesNothing() {
        String id = requested();
        Person newcomer = newcomer(StaffRole.OFFICER);
        assertThat(decide(newcomer, id, "approve").code()).isEqualTo("approval_account_too_new");
        superuser.update(
                "update identity.account set created_at = now() - interval '25 hours', roles_given_at = now() - interval '23 hours' where id = ?",
                newcomer.id());
        assertThat(decide(newcomer, id, "approve").code()).isEqualTo("approval_account_too_new");
        superuser.update(
                "update identity.account set roles_given_at = null, reset_at = now() - interval '23 hours' where id = ?",
                newcomer.id());
        assertThat(decide(newcomer, id, "approve").code()).isEqualTo("approval_account_too_new");
        superuser.update(
                "update identity.account set reset_at = now() - interval '25 hours' where id = ?", newcomer.id());
        assertThat(decide(newcomer, id, "approve").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "roles", "reset"})
    void anAccountThatOwesTheMakerDecidesNothing(String act) {
        String id = requested();
        owes(officer, act, admin);
        assertThat(decide(officer, id, "approve").code()).isEqualTo("approval_not_independent");
        assertThat(decide(person(StaffRole.OFFICER), id, "approve").status()).isEqualTo(200);
    }

    @Test
    void whatIsOwedAtSecondHandOrTheOtherWayRoundIsOwed() {
        Person between = person(StaffRole.ANALYST);
        owes(between, "created", admin);
        owes(officer, "roles", between);
        assertThat(decide(officer, requested(), "approve").code()).isEqualTo("approval_not_independent");
        Person elder = person(StaffRole.OFFICER);
        owes(admin, "created", elder);
        assertThat(decide(elder, idOfOpen(), "approve").code()).isEqualTo("approval_not_independent");
        assertThat(decide(person(StaffRole.OFFICER), idOfOpen(), "approve").status())
                .isEqualTo(200);
    }

    @Test
    void twoWhomOnePersonBroughtAloneDoNotAgreeWithEachOther() {
        Person bringer = person(StaffRole.ANALYST);
        owes(admin, "created", bringer);
        owes(officer, "created", bringer);
        String id = requested();
        assertThat(decide(officer, id, "approve").code()).isEqualTo("approval_not_independent");
    }

    /** The last role change hides no earlier one. */
    @Test
    void nothingThatIsOwedIsForgotten() {
        String id = requested();
        owes(officer, "roles", admin);
        owes(officer, "roles", person(StaffRole.ANALYST));
        assertThat(decide(officer, id, "approve").code()).isEqualTo("approval_not_independent");
    }

    private String idOfOpen() {
        return officer.api().get("/v1/approvals?state=open").text("/data/0/id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled_at = now()", "roles = '{analyst}'"})
    void whatSomebodyAskedForWhoIsGoneByThenIsNotDone(String change) {
        String id = requested();
        superuser.update("update identity.account set " + change + " where id = ?", admin.id());
        Answer late = decide(officer, id, "approve");
        assertThat(late.text("/state")).isEqualTo("failed");
        assertThat(late.text("/result")).isEqualTo("approval_maker_gone");
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(1);
        assertThat(audited("approval.apply", "failed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAClientAskedForTakesTwoPeopleAndAClientThatWorks(boolean revoked) {
        superuser.update(
                "update identity.oauth_client set scopes = array_append(scopes, 'policies:write') where tenant_id = ?",
                live.value());
        ApiClient asking = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        Answer asked = propose(asking, 1, 21);
        assertThat(asked.text("/checkers_needed")).isEqualTo("2");
        String id = asked.text("/id");
        if (revoked) {
            superuser.update(
                    "update identity.oauth_client set revoked_at = now() where client_id = ?", asked.text("/maker_id"));
        }
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("open");
        Person owing = person(StaffRole.OFFICER);
        owes(owing, "created", officer);
        assertThat(decide(owing.api(), id, "approve", "\"2\"", "k").code())
                .as("one person twice")
                .isEqualTo("approval_not_independent");
        Answer last = decide(person(StaffRole.OFFICER).api(), id, "approve", "\"2\"", "k");
        assertThat(last.text("/state")).isEqualTo(revoked ? "failed" : "applied");
        assertThat(last.text("/result")).isEqualTo(revoked ? "approval_maker_gone" : "version 2");
    }

    @Test
    void whoSignedInLongAgoSignsInAgain() {
        String id = requested();
        superuser.update(
                "update identity.token set auth_time = now() - interval '16 minutes' where account = ?", officer.id());
        Answer refused = decide(officer, id, "approve");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.code()).isEqualTo("sign_in_too_old");
        assertThat(refused.header("www-authenticate").orElseThrow())
                .contains("insufficient_user_authentication", "max_age=900");
        assertThat(stateOf(id)).isEqualTo("open");
    }

    /** A token made from a refresh token, or by single sign-on at another app, is no younger than the password behind it. */
    @Test
    void aFreshTokenIsNoFreshSignIn() {
        String id = requested();
        SignIn.Tokens tokens = SignIn.tokens(app, officer.email(), SignIn.PASSWORD);
        superuser.update(
                "update identity.token set auth_time = now() - interval '16 minutes' where account = ? and kind = 'refresh'",
                officer.id());
        Answer refreshed = SignIn.token(app, Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
        assertThat(refreshed.status()).as("%s", refreshed.body()).isEqualTo(200);
        ApiClient renewed = ApiClient.holding(port, refreshed.text("/access_token"));
        assertThat(decide(renewed, id, "approve", "\"1\"", "k1").code()).isEqualTo("sign_in_too_old");

        superuser.update(
                "update identity.session set created_at = now() - interval '16 minutes' where account = ?",
                officer.id());
        String again = SignIn.parameter(
                Browser.location(tokens.browser().get("/oauth2/authorize?" + SignIn.query(app))), "code");
        ApiClient sameSession = SignIn.exchanged(app, tokens.browser(), again).api();
        assertThat(decide(sameSession, id, "approve", "\"1\"", "k2").code()).isEqualTo("sign_in_too_old");
        assertThat(decide(tokens.api(), id, "approve", "\"1\"", "k3").status()).isEqualTo(200);
    }

    @Test
    void aTokenThatDoesNotSayWhenIsTooOld() {
        String id = requested();
        superuser.update("update identity.token set auth_time = null where account = ?", officer.id());
        assertThat(decide(officer, id, "approve").code()).isEqualTo("sign_in_too_old");
    }

    @Test
    void noClientDecidesOrReads() {
        String id = requested();
        assertThat(decide(client, id, "approve", "\"1\"", "k").code()).isEqualTo("audience_not_allowed");
        assertThat(client.get("/v1/approvals/" + id).code()).isEqualTo("audience_not_allowed");
        assertThat(decide(person(StaffRole.ANALYST), id, "approve").code()).isEqualTo("scope_missing");
        assertThat(decide(person(StaffRole.AUDITOR), id, "approve").code()).isEqualTo("scope_missing");
    }

    @Test
    void ofManyCheckersAtOnceOneHasTheEffect() throws Exception {
        String id = requested();
        List<Callable<Answer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Person each = person(StaffRole.OFFICER);
            all.add(() -> decide(each, id, "approve"));
        }
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> each : threads.invokeAll(all)) {
                answers.add(each.get());
            }
        }
        assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(200, 412, 412, 412);
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(2);
        assertThat(audited("approval.apply", "done")).isEqualTo(1);
    }

    @Test
    void aRepeatHasTheSameAnswerAndNoFurtherEffect() {
        String id = requested();
        String key = UUID.randomUUID().toString();
        Answer first = decide(officer.api(), id, "approve", "\"1\"", key);
        Answer again = decide(officer.api(), id, "approve", "\"1\"", key);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(decide(officer, id, "approve").code()).isEqualTo("precondition_failed");
        assertThat(decide(officer.api(), id, "reject", "\"2\"", "other").code()).isEqualTo("approval_not_open");
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(2);
    }

    @Test
    void aDecisionNamesWhatWasRead() {
        String id = requested();
        assertThat(decide(officer.api(), id, "approve", null, "a").code()).isEqualTo("precondition_required");
        assertThat(decide(officer.api(), id, "approve", "\"2\"", "b").code()).isEqualTo("precondition_failed");
        assertThat(decide(officer.api(), id, "approve", "1", "c").code()).isEqualTo("parameter_invalid");
        assertThat(decide(officer.api(), id, "approve", "\"1\"", null).code()).isEqualTo("idempotency_key_missing");
        assertThat(officer.api()
                        .post("/v1/approvals/" + id + "/approve", "{\"reason\":\" \"}")
                        .code())
                .isEqualTo("body_invalid");
        assertThat(stateOf(id)).isEqualTo("open");
    }

    @Test
    void aRequestEndsWithItsTime() {
        String id = requested();
        superuser.update(
                "update approvals.request set expires_at = now() - interval '1 second' where tenant_id = ?",
                live.value());
        assertThat(decide(officer, id, "approve").code()).isEqualTo("approval_expired");
        assertThat(expiry.runOnce()).isPositive();
        assertThat(stateOf(id)).isEqualTo("expired");
        assertThat(decide(officer.api(), id, "approve", "\"2\"", "k").code()).isEqualTo("approval_expired");
        assertThat(audited("approval.expire", "done")).isEqualTo(1);
        assertThat(told()).containsExactly("approval.requested", "approval.expired");
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(1);
    }

    @Test
    void oneOfAKindAndSubjectIsOpenAndOneThatIsOverdueStandsInNobodysWay() {
        String id = requested();
        assertThat(propose(admin.api(), 1, 22).code()).isEqualTo("approval_pending");
        superuser.update(
                "update approvals.request set expires_at = now() - interval '1 second' where tenant_id = ?",
                live.value());
        assertThat(propose(admin.api(), 1, 22).status()).isEqualTo(202);
        assertThat(stateOf(id)).isEqualTo("expired");
    }

    @Test
    void ofTwoRequestsAtOnceOneIsOpen() throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> both = List.of(() -> propose(admin.api(), 1, 19), () -> propose(admin.api(), 1, 20));
            for (Future<Answer> each : threads.invokeAll(both)) {
                answers.add(each.get());
            }
        }
        assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(202, 409);
    }

    @Test
    void itsMakerTakesItBackAndNobodyElseDoes() {
        String id = requested();
        assertThat(decide(officer, id, "withdraw").code()).isEqualTo("approval_not_maker");
        assertThat(decide(admin, id, "withdraw").text("/state")).isEqualTo("withdrawn");
        assertThat(decide(officer.api(), id, "approve", "\"2\"", "k").code()).isEqualTo("approval_not_open");
        assertThat(told()).containsExactly("approval.requested", "approval.withdrawn");
    }

    @Test
    void aNoEndsIt() {
        String id = requested();
        assertThat(decide(officer, id, "reject").text("/state")).isEqualTo("rejected");
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(1);
        assertThat(propose(admin.api(), 1, 22).status()).isEqualTo(202);
    }

    @Test
    void whatCannotBeDoneAnyMoreFailsAndIsNotDone() {
        String id = requested();
        superuser.update("""
                insert into policies.policy_version (tenant_id, name, version, hash, body, effective_at, created_at, created_by)
                select tenant_id, name, 2, hash, body, now(), now(), 'test' from policies.policy_version
                where tenant_id = ? and name = 'onboarding' and version = 1
                """, live.value());
        Answer approved = decide(officer, id, "approve");
        assertThat(approved.status()).isEqualTo(200);
        assertThat(approved.text("/state")).isEqualTo("failed");
        assertThat(approved.text("/result")).isEqualTo("policy_changed");
        assertThat(officer.api().get(VERSIONS).body().at("/data")).hasSize(2);
        assertThat(audited("approval.apply", "failed")).isEqualTo(1);
    }

    @Test
    void anotherTenantSeesAndDecidesNothing() {
        String id = requested();
        TestProgram before = program;
        Person here = officer;
        openProgram();
        assertThat(officer.api().get("/v1/approvals/" + id).code()).isEqualTo("not_found");
        assertThat(decide(officer, id, "approve").code()).isEqualTo("not_found");
        assertThat(officer.api().get("/v1/approvals").body().at("/data")).isEmpty();
        assertThat(here.api().get("/v1/approvals/" + id).text("/state")).isEqualTo("open");
        assertThat(ApiClient.signIn(port, before.credentials(TenantMode.TEST))
                        .get("/v1/approvals/" + id)
                        .code())
                .isEqualTo("audience_not_allowed");
    }

    @Test
    void listsInPagesByStateAndKind() {
        String first = requested();
        decide(officer, first, "approve");
        Answer second = propose(admin.api(), 2, 25);
        Answer all = officer.api().get("/v1/approvals?limit=1");
        assertThat(all.text("/data/0/id")).isEqualTo(second.text("/id"));
        assertThat(all.body().at("/data/0/change").isNull()).isTrue();
        Answer next = officer.api().get("/v1/approvals?limit=1&cursor=" + all.text("/next_cursor"));
        assertThat(next.text("/data/0/id")).isEqualTo(first);
        assertThat(officer.api().get("/v1/approvals?state=applied").body().at("/data"))
                .hasSize(1);
        assertThat(officer.api().get("/v1/approvals?kind=client.grant").body().at("/data"))
                .isEmpty();
        assertThat(officer.api().get("/v1/approvals?state=done").code()).isEqualTo("parameter_invalid");
        assertThat(officer.api().get("/v1/approvals?kind=Policy").code()).isEqualTo("parameter_invalid");
    }

    @Test
    void keepsReasonsAndChangesAsCiphertextThatOpensNowhereElse() {
        String id = requested();
        decide(officer, id, "reject");
        for (String table : List.of("request", "decision")) {
            assertThat(superuser.queryForList("select t::text from approvals." + table + " t", String.class))
                    .isNotEmpty()
                    .noneMatch(
                            row -> row.contains("regulator") || row.contains("looked") || row.contains("minimum_age"));
        }
        Answer other = propose(admin.api(), 1, 30);
        superuser.update("""
                update approvals.request set change = (select change from approvals.request r where r.tenant_id = ? and r.state = 'rejected')
                where tenant_id = ? and state = 'open'
                """, live.value(), live.value());
        assertThat(officer.api().get("/v1/approvals/" + other.text("/id")).status())
                .isEqualTo(500);
    }

    private List<String> told() {
        return superuser.queryForList(
                "select type from outbox.event where tenant_id = ? and type like 'approval.%' order by id",
                String.class, live.value());
    }
}
