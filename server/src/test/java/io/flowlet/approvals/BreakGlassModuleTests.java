package io.flowlet.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.BreakGlassWatch;
import io.flowlet.identity.StaffRole;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A role for some hours, in an emergency. */
class BreakGlassModuleTests extends ApprovalTests {
    @Autowired
    private BreakGlassWatch watch;

    @Autowired
    private MeterRegistry meters;

    @Test
    void isOnOnceTwoOthersAgreed() {
        Person analyst = person(StaffRole.ANALYST);
        double begun = meters.counter("flowlet.break_glass.begun").count();
        Answer asked = ask(analyst, "officer", 60);
        assertThat(asked.status()).as("%s", asked.body()).isEqualTo(202);
        assertThat(asked.text("/kind")).isEqualTo("staff.break_glass");
        assertThat(asked.body().at("/checkers_needed").asInt()).isEqualTo(2);

        assertThat(decide(officer, asked.text("/id"), "approve").text("/state")).isEqualTo("open");
        assertThat(analyst.api().get("/v1/me").header(BreakGlassWatch.HEADER)).isEmpty();
        Answer last = second(admin, asked.text("/id"));
        assertThat(last.text("/state")).as("%s", last.body()).isEqualTo("applied");
        String id = last.text("/result");

        Person again = signedInAgain(analyst);
        Answer policies = again.api().get("/v1/policies/onboarding/versions");
        assertThat(policies.status()).as("%s", policies.body()).isEqualTo(200);
        assertThat(policies.header(BreakGlassWatch.HEADER).orElseThrow()).startsWith(id + "; until=20");
        assertThat(meters.counter("flowlet.break_glass.begun").count()).isEqualTo(begun + 1);
        assertThat(meters.counter("flowlet.break_glass.used").count()).isPositive();
        assertThat(audited("break_glass.begin", "done")).isEqualTo(1);
        assertThat(detail("break_glass.begin", "approval")).isEqualTo(asked.text("/id"));
        assertThat(ofPersonWith(id)).isPositive();
        assertThat(watch.runOnce()).isPositive();
    }

    @Test
    void tokensOfBeforeOpenNoMoreButTheirAnswersAreMarked() {
        Person analyst = person(StaffRole.ANALYST);
        // not used before: what was read of a token is believed for half a second
        Person before = signedInAgain(analyst);
        String id = begun(analyst);
        Answer policies = before.api().get("/v1/policies/onboarding/versions");
        assertThat(policies.code()).isEqualTo("scope_missing");
        assertThat(policies.header(BreakGlassWatch.HEADER).orElseThrow()).startsWith(id + "; until=20");
    }

    @Test
    void aTokenNeverOutlivesIt() {
        Person analyst = person(StaffRole.ANALYST);
        String id = begun(analyst);
        Person again = signedInAgain(analyst);
        Person another = signedInAgain(analyst);
        // nothing but the clock: no job ran, nobody ended it
        superuser.update(
                "update identity.break_glass set began_at = now() - interval '1 hour', until = now() where id ="
                        + " (select break_glass from identity.token where break_glass is not null order by issued_at desc limit 1)");
        assertThat(again.api().get("/v1/me").code()).isEqualTo("token_invalid");
        assertThat(signedInAgain(analyst)
                        .api()
                        .get("/v1/policies/onboarding/versions")
                        .code())
                .isEqualTo("scope_missing");
        double ended = meters.counter("flowlet.break_glass.ended").count();
        watch.runOnce();
        assertThat(meters.counter("flowlet.break_glass.ended").count()).isGreaterThan(ended);
        assertThat(audited("break_glass.end", "done")).isEqualTo(1);
        assertThat(admin.api().get("/v1/break_glass").text("/data/0/ended_by")).isEqualTo("break-glass end");
        assertThat(another.api().get("/v1/me").code()).isEqualTo("token_invalid");
        assertThat(id).startsWith("bgl_");
    }

    @Test
    void aTokenSaysThatItEndsWithIt() {
        Person analyst = person(StaffRole.ANALYST);
        Answer asked = ask(analyst, "officer", 1);
        decide(officer, asked.text("/id"), "approve");
        second(admin, asked.text("/id"));
        signedInAgain(analyst);
        assertThat(superuser.queryForObject(
                        "select bool_and(t.expires_at <= b.until) from identity.token t join identity.break_glass b"
                                + " on b.id = t.break_glass where b.account = ?",
                        Boolean.class,
                        analyst.id()))
                .isTrue();
    }

    @Test
    void thePersonAndWhoeverChecksEndItEarly() {
        Person analyst = person(StaffRole.ANALYST);
        String id = begun(analyst);
        Person stranger = person(StaffRole.ANALYST);
        Person using = signedInAgain(analyst);
        assertThat(end(stranger, id).code()).isEqualTo("not_found");
        assertThat(end(using, "bgl_x").code()).isEqualTo("not_found");
        Answer ended = end(using, id);
        assertThat(ended.status()).as("%s", ended.body()).isEqualTo(200);
        assertThat(ended.text("/ended_by")).isEqualTo(analyst.name());
        assertThat(end(officer, id).text("/ended_by")).isEqualTo(analyst.name());
        assertThat(audited("break_glass.end", "done")).isEqualTo(1);

        String next = begun(analyst);
        assertThat(end(admin, next).text("/ended_by")).isEqualTo(admin.name());
    }

    @Test
    void checksNobodyWithIt() {
        Person analyst = person(StaffRole.ANALYST);
        begun(analyst);
        Person again = signedInAgain(analyst);
        assertThat(decide(again, requested(), "approve").code()).isEqualTo("scope_missing");
        assertThat(again.api()
                        .post(
                                "/v1/access_review/certifications",
                                "{\"holder\":\"%s\",\"held\":[]}".formatted(admin.name()))
                        .code())
                .isEqualTo("scope_missing");
    }

    @Test
    void otherRolesAndDisablingEndIt() {
        Person analyst = person(StaffRole.ANALYST);
        begun(analyst);
        Answer disabling = admin.api().post("/v1/staff/" + analyst.name() + "/disabling", "{\"reason\":\"left\"}");
        assertThat(decide(officer, disabling.text("/id"), "approve").text("/state"))
                .isEqualTo("applied");
        assertThat(admin.api().get("/v1/break_glass").text("/data/0/ended_by")).isEqualTo(officer.name());
    }

    @Test
    void oneIsOnForAPersonAtATime() {
        Person analyst = person(StaffRole.ANALYST);
        begun(analyst);
        Answer asked = ask(analyst, "officer", 60);
        decide(officer, asked.text("/id"), "approve");
        Answer late = second(admin, asked.text("/id"));
        assertThat(late.text("/state")).isEqualTo("failed");
        assertThat(late.text("/result")).isEqualTo("break_glass_on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled_at = now()", "roles = '{analyst}'"})
    void whatSomebodyAgreedToWhoIsGoneByThenIsNotDone(String change) {
        Person analyst = person(StaffRole.ANALYST);
        String id = ask(analyst, "officer", 60).text("/id");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("open");
        superuser.update("update identity.account set " + change + " where id = ?", officer.id());
        Answer last = second(admin, id);
        assertThat(last.text("/state")).as("%s", last.body()).isEqualTo("failed");
        assertThat(last.text("/result")).isEqualTo("approval_checker_gone");
        assertThat(audited("break_glass.begin", "done")).isZero();
    }

    @Test
    void theMakerAndOneCheckerAreNotEnough() {
        Person analyst = person(StaffRole.ANALYST);
        String id = ask(analyst, "officer", 60).text("/id");
        assertThat(decide(officer, id, "approve").text("/state")).isEqualTo("open");
        assertThat(second(officer, id).code()).isEqualTo("approval_already_given");
        Person hers = person(StaffRole.OFFICER);
        owes(hers, "created", officer);
        assertThat(second(hers, id).code()).isEqualTo("approval_not_independent");
        assertThat(stateOf(id)).isEqualTo("open");
    }

    @ParameterizedTest
    @CsvSource({
        "ANALYST, admin, roles_exclude_each_other",
        "ANALYST, auditor, roles_exclude_each_other",
        "ADMIN, officer, roles_exclude_each_other",
        "AUDITOR, analyst, roles_exclude_each_other",
        "OFFICER, analyst, break_glass_adds_nothing",
        "ANALYST, analyst, break_glass_adds_nothing",
        "ANALYST, owner, body_invalid",
    })
    void refusesRolesThatAreNotForThatPerson(StaffRole own, String asked, String code) {
        assertThat(ask(person(own), asked, 60).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "241", "2147483648"})
    void refusesTimesOutsideOfFourHours(String minutes) {
        Answer refused = admin.api()
                .post(
                        "/v1/break_glass",
                        "{\"role\":\"officer\",\"duration_minutes\":%s,\"reason\":\"fire\"}".formatted(minutes));
        assertThat(refused.code()).isEqualTo("body_invalid");
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/duration_minutes");
    }

    @Test
    void listAndAccessReviewShowIt() {
        Person analyst = person(StaffRole.ANALYST);
        String id = begun(analyst);
        Answer listed = officer.api().get("/v1/break_glass");
        assertThat(listed.text("/data/0/id")).isEqualTo(id);
        assertThat(listed.text("/data/0/person")).isEqualTo(analyst.name());
        assertThat(listed.body().at("/data/0/ended_at").isNull()).isTrue();
        assertThat(analyst.api().get("/v1/break_glass").code()).isEqualTo("scope_missing");
        Answer review = admin.api().get("/v1/access_review?limit=1");
        assertThat(review.text("/data/0/break_glass/id")).isEqualTo(id);
        assertThat(client.get("/v1/break_glass").code()).isEqualTo("audience_not_allowed");
    }

    @Test
    void anotherTenantSeesAndEndsNothing() {
        String id = begun(person(StaffRole.ANALYST));
        openProgram();
        assertThat(officer.api().get("/v1/break_glass").body().at("/data").size())
                .isZero();
        assertThat(end(officer, id).code()).isEqualTo("not_found");
    }

    private String begun(Person person) {
        Answer asked = ask(person, "officer", 240);
        decide(officer, asked.text("/id"), "approve");
        Answer last = second(admin, asked.text("/id"));
        assertThat(last.text("/state")).as("%s", last.body()).isEqualTo("applied");
        return last.text("/result");
    }

    private static Answer ask(Person person, String role, int minutes) {
        return person.api()
                .post(
                        "/v1/break_glass",
                        "{\"role\":\"%s\",\"duration_minutes\":%d,\"reason\":\"the officer is ill\"}"
                                .formatted(role, minutes));
    }

    private static Answer second(Person person, String id) {
        return decide(person.api(), id, "approve", "\"2\"", UUID.randomUUID().toString());
    }

    private static Answer end(Person person, String id) {
        ApiClient api = person.api();
        return api.post("/v1/break_glass/" + id + "/end", "{}");
    }

    private int ofPersonWith(String id) {
        Integer count = superuser.queryForObject(
                "select count(*) from audit.event where tenant_id = ?"
                        + " and convert_from(body, 'UTF8')::jsonb -> 'actor' ->> 'break_glass' = ?",
                Integer.class,
                live.value(),
                id);
        return count == null ? 0 : count;
    }
}
