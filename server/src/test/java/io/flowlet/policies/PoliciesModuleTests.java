package io.flowlet.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.TenantId;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.node.ObjectNode;

class PoliciesModuleTests extends ServerTests {
    private static final String VERSIONS = "/v1/policies/onboarding/versions";
    private static final String PROPOSALS = "/v1/policies/onboarding/proposals";

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Policies policies;

    private TestProgram program;
    private ApiClient api;
    private TenantId tenant;

    @BeforeEach
    void signIn() {
        program = TestProgram.create(port, programs);
        api = program.client();
        tenant = program.tenant(TenantMode.TEST);
    }

    @Test
    void aNewTenantHasTheFirstVersionOfEach() throws Exception {
        for (String name : List.of("questionnaire", "notices", "onboarding", "retention", "approvals", "screening")) {
            PolicyVersion first = policies.current(tenant, name);
            assertThat(first.version()).isEqualTo(1);
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(first.body().getBytes(StandardCharsets.UTF_8));
            assertThat(first.hash()).isEqualTo(HexFormat.of().formatHex(digest));
            assertThat(policies.current(program.tenant(TenantMode.LIVE), name).hash())
                    .isEqualTo(first.hash());
        }
    }

    @Test
    void aPublishedVersionIsObeyedAtOnceAndTheOldOneStays() {
        assertThat(policies.current(tenant, "onboarding").version()).isEqualTo(1);
        Answer made = propose(1, 21, "");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("/version")).isEqualTo("2");
        assertThat(made.body().at("/body/minimum_age_years").asInt()).isEqualTo(21);
        assertThat(policies.current(tenant, "onboarding").hash()).isEqualTo(made.text("/hash"));
        assertThat(policies.version(tenant, "onboarding", 1)).isPresent();

        Answer list = api.get(VERSIONS + "?limit=1");
        assertThat(list.text("/data/0/version")).isEqualTo("2");
        Answer next = api.get(VERSIONS + "?limit=1&cursor=" + list.text("/next_cursor"));
        assertThat(next.text("/data/0/version")).isEqualTo("1");
        assertThat(next.text("/next_cursor")).isEmpty();
    }

    @Test
    void whichVersionWasInForceCanBeAskedForAnyInstant() {
        Instant later = Instant.now().plusSeconds(3_600);
        propose(1, 21, ",\"effective_at\":\"%s\"".formatted(later.toString()));

        assertThat(policies.current(tenant, "onboarding").version()).isEqualTo(1);
        assertThat(policies.at(tenant, "onboarding", later.plusSeconds(1))
                        .orElseThrow()
                        .version())
                .isEqualTo(2);
        assertThat(policies.at(tenant, "onboarding", Instant.EPOCH)).isEmpty();
    }

    @Test
    void refuseAVersionInThePastOrTooFarAheadOrBeforeOneThatIsScheduled() {
        Instant now = Instant.now();
        assertRefused(propose(1, 21, effective(now.minusSeconds(3_600))), "/effective_at", "in_the_past");
        assertRefused(propose(1, 21, effective(now.plus(Duration.ofDays(367)))), "/effective_at", "too_far");
        propose(1, 21, effective(now.plusSeconds(3_600)));
        assertRefused(propose(2, 22, ""), "/effective_at", "before_scheduled");
        assertRefused(propose(2, 22, effective(now.plusSeconds(60))), "/effective_at", "before_scheduled");
        assertThat(propose(2, 22, effective(now.plusSeconds(7_200))).status()).isEqualTo(201);
    }

    @Test
    void oneOfTwoAuthorsAtOnceIsToldThatThePolicyChanged() throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> both = List.of(() -> propose(1, 19, ""), () -> propose(1, 20, ""));
            for (Future<Answer> each : threads.invokeAll(both)) {
                answers.add(each.get());
            }
        }
        assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(201, 409);
        assertThat(answers.stream().map(Answer::code)).contains("policy_changed");
        assertThat(propose(1, 21, "").code()).isEqualTo("policy_changed");
        assertThat(api.get(VERSIONS).body().at("/data")).hasSize(2);
    }

    @Test
    void refuseABodyThatBreaksTheRulesOfItsKindWithEveryPlace() {
        Answer answer = api.post(PROPOSALS, """
                {"based_on":1,"body":{"steps":["identity"],"minimum_age_years":-1,"colour":"red",
                 "reassessment_months":{"low":36,"medium":"24","high":12}}}
                """);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("policy_refused");
        assertThat(answer.body().at("/errors").findValuesAsString("pointer"))
                .containsExactlyInAnyOrder(
                        "/body/steps", "/body/minimum_age_years", "/body", "/body/reassessment_months/medium");

        String notices = api.get("/v1/policies/notices/versions")
                .body()
                .at("/data/0/body")
                .toString();
        assertPolicy("notices", notices.replace("\"required\":false", "\"required\":true"), "not_free");
        assertPolicy("notices", notices.replace("\"required\":true", "\"required\":false"), "none_required");
        assertPolicy("notices", notices.replace("News and offers", "Spam"), "version_not_raised");
        String questions = api.get("/v1/policies/questionnaire/versions")
                .body()
                .at("/data/0/body")
                .toString();
        assertPolicy(
                "questionnaire", questions.replace("\"question\":\"goal\"", "\"question\":\"aim\""), "unknown_choice");
        assertPolicy("questionnaire", questions.replace("\"from\":35", "\"from\":80"), "not_rising");
        assertPolicy("questionnaire", questions.replace("\"id\":\"horizon\"", "\"id\":\"goal\""), "duplicate_id");
    }

    @Test
    void refuseFractionsUnknownPoliciesAndClientsWithoutTheScope() {
        assertThat(api.post(PROPOSALS, "{\"based_on\":1,\"body\":{\"a\":1.5}}").code())
                .isEqualTo("body_invalid");
        assertThat(api.post("/v1/policies/weather/proposals", "{\"based_on\":0,\"body\":{}}")
                        .code())
                .isEqualTo("not_found");
        assertThat(api.get("/v1/policies/weather/versions").code()).isEqualTo("not_found");
        ApiClient live = ApiClient.signIn(port, program.credentials(TenantMode.LIVE));
        assertThat(live.post(PROPOSALS, "{\"based_on\":1,\"body\":{}}").code()).isEqualTo("scope_missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"questionnaire", "notices", "onboarding", "retention", "approvals", "screening"})
    void everyKindGoesBack(String name) {
        ObjectNode first = newest(name);
        ObjectNode changed = first.deepCopy();
        if (name.equals("notices")) {
            ObjectNode notice = (ObjectNode) changed.at("/notices/0");
            notice.put("version", notice.get("version").asInt() + 1);
            ((ObjectNode) notice.at("/texts/0")).put("text", "We changed our mind.");
        }
        assertThat(api.post("/v1/policies/" + name + "/proposals", "{\"based_on\":1,\"body\":" + changed + "}")
                        .status())
                .isEqualTo(201);
        Answer back = api.post("/v1/policies/" + name + "/rollbacks", "{\"based_on\":2,\"rollback_to\":1}");
        assertThat(back.status()).as("%s", back.body()).isEqualTo(201);

        ObjectNode again = newest(name).deepCopy();
        if (name.equals("notices")) {
            assertThat(again.at("/notices/0/version").asInt())
                    .as("whoever agrees now agrees to a third text")
                    .isEqualTo(first.at("/notices/0/version").asInt() + 2);
            ((ObjectNode) again.at("/notices/0")).set("version", first.at("/notices/0/version"));
        }
        assertThat(again).isEqualTo(first);
    }

    private ObjectNode newest(String name) {
        return (ObjectNode) api.get("/v1/policies/" + name + "/versions").body().at("/data/0/body");
    }

    @Test
    void anotherTenantHasItsOwn() {
        propose(1, 21, "");
        TestProgram other = TestProgram.create(port, programs);

        assertThat(other.client().get(VERSIONS).body().at("/data")).hasSize(1);
        assertThat(policies.current(other.tenant(TenantMode.TEST), "onboarding").version())
                .isEqualTo(1);
    }

    private Answer propose(int basedOn, int age, String more) {
        return api.post(PROPOSALS, """
                {"based_on":%d,"body":{"steps":["notice_and_consent","identity","risk_profile","screening"],
                 "minimum_age_years":%d,"reassessment_months":{"low":36,"medium":24,"high":12}}%s}
                """.formatted(basedOn, age, more));
    }

    private static String effective(Instant instant) {
        return ",\"effective_at\":\"%s\"".formatted(instant);
    }

    private void assertPolicy(String name, String body, String code) {
        Answer answer = api.post("/v1/policies/" + name + "/proposals", "{\"based_on\":1,\"body\":%s}".formatted(body));
        assertThat(answer.status()).as(code).isEqualTo(422);
        assertThat(answer.body().at("/errors").findValuesAsString("code")).contains(code);
    }

    private static void assertRefused(Answer answer, String pointer, String code) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("policy_refused");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
    }
}
