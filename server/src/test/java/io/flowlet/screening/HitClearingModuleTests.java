package io.flowlet.screening;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.ApprovalTests;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.TenantMode;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** {@code screening_hit.clear}: in a live tenant nobody alone says that a strong hit is somebody else. */
class HitClearingModuleTests extends ApprovalTests {
    private static final LocalDate BORN = LocalDate.of(1962, 11, 23);
    private static final String CLEAR = "{\"decision\":\"clear\",\"reason\":\"the passport was seen\"}";
    private static final String CONFIRM = "{\"decision\":\"confirm\",\"reason\":\"it is the person\"}";
    private static final String PROPOSALS = "/v1/policies/screening/proposals";

    @Autowired
    private Watchlists watchlists;

    @Autowired
    private Screening screening;

    private Person analyst;
    private SubscriberId subscriber;

    @BeforeEach
    void loadTheLists() {
        Caller console = new Caller(Actor.system(TenantId.PLATFORM, "test"), TRACE);
        assertThat(watchlists.load(console, DemoLists.ofac(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        assertThat(watchlists.load(console, DemoLists.un(), true)).isNotInstanceOf(LoadOutcome.Refused.class);
        analyst = person(StaffRole.ANALYST);
        subscriber = new SubscriberId(UUID.randomUUID());
    }

    @Test
    void aStrongHitIsClearedByTwoPeople() {
        String hit = hit(listed(BORN));
        Answer asked = decide(analyst.api(), hit, CLEAR);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/status")).isEqualTo("open");
        String approval = asked.text("/approval_id");
        assertThat(statusOf(hit)).isEqualTo("open");
        assertThat(decide(analyst.api(), hit, CLEAR).code()).isEqualTo("approval_pending");
        assertThat(audited("screening_hit.decide", "done")).isZero();

        Answer shown = officer.api().get("/v1/approvals/" + approval);
        assertThat(shown.text("/kind")).isEqualTo("screening_hit.clear");
        assertThat(shown.text("/subject")).isEqualTo(hit);
        assertThat(shown.text("/change/terms/evidence")).isEqualTo("name_and_birth_date");
        assertThat(shown.text("/change/terms/screening_version")).isEqualTo("1");
        assertThat(shown.body().toString()).doesNotContain("Drakkeman");
        assertThat(decide(officer, approval, "approve").text("/state")).isEqualTo("applied");

        Answer cleared = officer.api().get("/v1/screening_hits/" + hit);
        assertThat(cleared.text("/status")).isEqualTo("cleared");
        assertThat(cleared.text("/decision/decided_by")).isEqualTo(analyst.name());
        assertThat(cleared.text("/decision/reason")).isEqualTo("the passport was seen");
        assertThat(detail("screening_hit.decide", "approval")).isEqualTo(approval);
        assertThat(detail("screening_hit.decide", "made_by")).isEqualTo(analyst.name());
        assertThat(decide(analyst.api(), hit, CLEAR).code()).isEqualTo("hit_decided");
    }

    @Test
    void anOfficerWhoAskedDoesNotAgree() {
        String approval = decide(officer.api(), hit(listed(BORN)), CLEAR).text("/approval_id");
        assertThat(decide(officer, approval, "approve").code()).isEqualTo("approval_own_request");
        assertThat(decide(admin, approval, "approve").code()).isEqualTo("approval_role_not_allowed");
        assertThat(decide(person(StaffRole.OFFICER), approval, "approve").text("/state"))
                .isEqualTo("applied");
    }

    @Test
    void aWeakHitIsClearedByOneAndEveryHitConfirmed() {
        String weak = hit(listed(null));
        Answer one = decide(analyst.api(), weak, CLEAR);
        assertThat(one.status()).as("%s", one.body()).isEqualTo(200);
        assertThat(one.text("/status")).isEqualTo("cleared");
        assertThat(one.body().at("/approval_id").isNull()).isTrue();

        subscriber = new SubscriberId(UUID.randomUUID());
        String strong = hit(listed(BORN));
        String approval = decide(analyst.api(), strong, CLEAR).text("/approval_id");
        assertThat(decide(officer.api(), strong, CONFIRM).text("/status")).isEqualTo("confirmed");
        // and what was asked for before is not done any more
        Answer late = decide(officer, approval, "approve");
        assertThat(late.text("/state")).isEqualTo("failed");
        assertThat(late.text("/result")).isEqualTo("hit_decided");
        assertThat(statusOf(strong)).isEqualTo("confirmed");
    }

    /** Who agreed has looked at another person. */
    @Test
    void whatWasRenewedSinceIsLookedAtAnew() {
        String hit = hit(listed(BORN));
        String approval = decide(analyst.api(), hit, CLEAR).text("/approval_id");
        screening.screen(system(), subscriber, new ScreenedPerson("Viktor", "Drakkeman", BORN, Set.of("DE")));
        Answer late = decide(officer, approval, "approve");
        assertThat(late.text("/state")).isEqualTo("failed");
        assertThat(late.text("/result")).isEqualTo("precondition_failed");
        assertThat(statusOf(hit)).isEqualTo("open");
        String again = decide(analyst.api(), hit, CLEAR).text("/approval_id");
        assertThat(decide(officer, again, "approve").text("/state")).isEqualTo("applied");
    }

    @Test
    void whichAreStrongIsAPolicy() {
        publish("{\"strong\":{\"evidence\":[],\"score_percent_from\":100}}", 1);
        assertThat(decide(analyst.api(), hit(listed(BORN)), CLEAR).status()).isEqualTo(200);
        subscriber = new SubscriberId(UUID.randomUUID());
        publish("{\"strong\":{\"evidence\":[\"name_only\"],\"score_percent_from\":100}}", 2);
        Answer asked = decide(analyst.api(), hit(listed(null)), CLEAR);
        assertThat(asked.status()).isEqualTo(202);
        assertThat(officer.api()
                        .get("/v1/approvals/" + asked.text("/approval_id"))
                        .text("/change/terms/screening_version"))
                .isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"strong\":{\"evidence\":[\"hearsay\"],\"score_percent_from\":90}}",
                "{\"strong\":{\"evidence\":[],\"score_percent_from\":0}}",
                "{\"strong\":{\"evidence\":[],\"score_percent_from\":101}}",
                "{\"strong\":{\"evidence\":[],\"score_percent_from\":90,\"never\":true}}",
            })
    void refusesAPolicyThatMeansNothing(String body) {
        Answer refused = admin.api().post(PROPOSALS, "{\"based_on\":1,\"reason\":\"x\",\"body\":%s}".formatted(body));
        assertThat(refused.code()).as("%s", refused.body()).isEqualTo("policy_refused");
    }

    /** Nobody is asked in a test tenant, and a client's word needs two more. */
    @Test
    void whoAsksDecidesHowManyAreAsked() {
        ApiClient sandbox = program.client();
        Caller there = new Caller(Actor.system(program.tenant(TenantMode.TEST), "test"), TRACE);
        screening.screen(there, subscriber, listed(BORN));
        String hit = sandbox.get("/v1/screening_hits").text("/data/0/id");
        assertThat(decide(sandbox, hit, CLEAR).text("/status")).isEqualTo("cleared");
        assertThat(decide(client, hit(listed(BORN)), CLEAR).code()).isEqualTo("scope_missing");
    }

    private void publish(String body, int basedOn) {
        Answer asked =
                admin.api().post(PROPOSALS, "{\"based_on\":%d,\"reason\":\"x\",\"body\":%s}".formatted(basedOn, body));
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("applied");
    }

    private static ScreenedPerson listed(@Nullable LocalDate born) {
        return new ScreenedPerson("Viktor Osric", "Drakkeman", born, born == null ? Set.of() : Set.of("DE"));
    }

    private String hit(ScreenedPerson person) {
        assertThat(screening.screen(system(), subscriber, person)).isEqualTo(ScreeningResult.OPEN_HITS);
        return officer.api()
                .get("/v1/screening_hits?subscriber_id=" + subscriber)
                .text("/data/0/id");
    }

    private String statusOf(String hit) {
        return officer.api().get("/v1/screening_hits/" + hit).text("/status");
    }

    private static Answer decide(ApiClient api, String hit, String body) {
        return api.post("/v1/screening_hits/" + hit + "/decisions", body, null);
    }
}
