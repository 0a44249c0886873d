package io.flowlet.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.database.DatabaseRole;
import io.flowlet.programs.Programs;
import io.flowlet.programs.TenantMode;
import io.flowlet.screening.ScreeningResult;
import io.flowlet.subscribers.KycStatus;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.flowlet.tenants.Transactions;
import io.flowlet.testing.Answer;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

class OnboardingModuleTests extends ServerTests {
    /** Two answers that call for a person. */
    private static final String DOUBTFUL = TestProgram.ANSWERS
            .replace("\"growth\"", "\"speculation\"")
            .replace("\"drop_reaction\",\"answer\":\"wait\"", "\"drop_reaction\",\"answer\":\"sell_all\"");

    @LocalServerPort
    private int port;

    @Autowired
    private Programs programs;

    @Autowired
    private Onboarding onboarding;

    @Autowired
    private Consents consents;

    @Autowired
    private CaseWork work;

    @Autowired
    private Subscribers subscribers;

    @Autowired
    private Transactions transactions;

    private TestProgram program;
    private ApiClient api;
    private String subscriber;

    @BeforeEach
    void register() {
        program = TestProgram.create(port, programs);
        api = program.client();
        subscriber = TestProgram.registered(api);
    }

    @Test
    void walksFromTheFirstNoticeToApprovalAndAlwaysNamesTheNextStep() {
        assertThat(status().text("/status")).isEqualTo("started");
        assertThat(status().text("/next_steps/0/path")).isEqualTo("/v1/kys/consents");

        TestProgram.consent(api, subscriber);
        assertThat(status().text("/status")).isEqualTo("in_progress");
        assertThat(status().text("/next_steps/0/step")).isEqualTo("identity");

        assertThat(identity(TestProgram.IDENTITY).text("/next_steps/0/step")).isEqualTo("risk_profile");
        assertThat(kyc()).isEqualTo(KycStatus.IN_PROGRESS);

        Answer profile = answers(TestProgram.ANSWERS);
        assertThat(profile.status()).isEqualTo(200);
        assertThat(profile.text("/status")).isEqualTo("completed");
        assertThat(profile.text("/risk_level")).isEqualTo("medium");
        assertThat(profile.text("/model_version")).isEqualTo("suitability_1");
        assertThat(profile.body().at("/reasons")).hasSize(9);

        assertThat(status().text("/status")).isEqualTo("approved");
        assertThat(status().text("/tier")).isEqualTo("basic");
        assertThat(status().text("/risk_level")).isEqualTo("medium");
        assertThat(status().body().at("/next_steps")).isEmpty();
        assertThat(kyc()).isEqualTo(KycStatus.APPROVED);
    }

    @Test
    void refuseAStepBeforeItsTurnAndAfterTheDecision() {
        assertThat(identity(TestProgram.IDENTITY).code()).isEqualTo("step_out_of_order");
        assertThat(answers(TestProgram.ANSWERS).code()).isEqualTo("step_out_of_order");
        assertThat(rows("select count(*) from onboarding.kys_case where tenant_id = ?"))
                .isZero();

        TestProgram.consent(api, subscriber);
        assertThat(answers(TestProgram.ANSWERS).code()).isEqualTo("step_out_of_order");
        identity(TestProgram.IDENTITY);
        answers(TestProgram.ANSWERS);

        assertThat(identity(TestProgram.IDENTITY.replace("Ring 1", "Ring 2")).code())
                .isEqualTo("step_out_of_order");
        assertThat(answers(TestProgram.ANSWERS.replace("\"growth\"", "\"income\""))
                        .code())
                .isEqualTo("step_out_of_order");
    }

    @Test
    void theSameStepAgainChangesNothing() {
        TestProgram.approve(api, subscriber);
        Answer profile = answers(TestProgram.ANSWERS);
        Answer before = status();
        String version = caseOf(subscriber).text("/version");

        assertThat(identity(TestProgram.IDENTITY).body()).isEqualTo(before.body());
        assertThat(answers(TestProgram.ANSWERS).body()).isEqualTo(profile.body());
        TestProgram.consent(api, subscriber);

        assertThat(caseOf(subscriber).text("/version")).isEqualTo(version);
        assertThat(rows("select count(*) from onboarding.consent where tenant_id = ?"))
                .isEqualTo(2);
        assertThat(rows("select count(*) from onboarding.declared_identity where tenant_id = ?"))
                .isEqualTo(1);
        assertThat(rows("select count(*) from onboarding.risk_profile where tenant_id = ?"))
                .isEqualTo(1);
    }

    @Test
    void otherContentBeforeTheDecisionReplacesAndIsAudited() {
        TestProgram.consent(api, subscriber);
        identity(TestProgram.IDENTITY);
        assertThat(identity(TestProgram.IDENTITY.replace("Ring 1", "Ring 2")).status())
                .isEqualTo(200);

        assertThat(audited("identity.declare", "done")).isEqualTo(2);
        assertThat(rows("select count(*) from onboarding.declared_identity where tenant_id = ?"))
                .isEqualTo(2);
    }

    @Test
    void takesTheOriginalSpellingAndAnswersInIt() {
        TestProgram.consent(api, subscriber);
        identity(TestProgram.IDENTITY);
        UUID bare = SubscriberId.of(subscriber).value();
        String original = TestProgram.ANSWERS
                .replace("user_id", "userId")
                .replace("question_id", "questionId")
                .replace("questionnaire_version", "questionnaireVersion")
                .formatted(bare);

        Answer answer = api.post("/v1/kys/risk-profile", original, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().propertyNames())
                .containsExactly(
                        "status",
                        "riskLevel",
                        "score",
                        "reasons",
                        "questionnaireVersion",
                        "modelVersion",
                        "nextReviewAt");
        assertThat(answer.text("/riskLevel")).isEqualTo("medium");
    }

    @Test
    void refuseMixedSpellingsAndMembersThatNobodyKnows() {
        assertFault(TestProgram.ANSWERS.replace("user_id", "userId"), "/questionnaire_version", "mixed_spelling");
        assertFault(
                TestProgram.ANSWERS.replace("\"question_id\":\"goal\"", "\"questionId\":\"goal\""),
                "/answers/1/questionId",
                "mixed_spelling");
        assertFault(
                TestProgram.ANSWERS.replace("questionnaire_version", "questionnaireVersion"),
                "/questionnaireVersion",
                "mixed_spelling");
        assertFault(TestProgram.ANSWERS.replace("\"answers\":", "\"note\":1,\"answers\":"), "", "unknown_member");
        assertFault("{\"answers\":[]}", "/userId", "required");
        assertFault("{\"userId\":\"1-1-1-1-1\",\"answers\":[]}", "/userId", "malformed");
        assertFault("{\"userId\":\"%s\"}", "/answers", "required");
        assertFault(
                "{\"userId\":\"%s\",\"answers\":[{\"questionId\":7,\"answer\":\"x\"}]}",
                "/answers/0/questionId", "wrong_type");
    }

    @Test
    void refuseAnswersThatDoNotFitEachByName() {
        TestProgram.consent(api, subscriber);
        identity(TestProgram.IDENTITY);

        assertRefused(
                TestProgram.ANSWERS.replace("\"horizon\"", "\"colour\""), "/answers/0/question_id", "unknown_question");
        assertRefused(TestProgram.ANSWERS.replace("\"growth\"", "\"gold\""), "/answers/1/answer", "unknown_option");
        assertRefused(
                TestProgram.ANSWERS.replace("{\"question_id\":\"goal\",\"answer\":\"growth\"},", ""),
                "/answers",
                "missing_answer");
        assertRefused(
                TestProgram.ANSWERS.replace(
                        "\"horizon\",\"answer\":\"3_to_7_years\"", "\"goal\",\"answer\":\"growth\""),
                "/answers/1/question_id",
                "duplicate_answer");
        assertRefused(
                TestProgram.ANSWERS
                        .replace("\"2_to_5_years\"", "\"none\"")
                        .replace("[\"savings\",\"funds\"]", "[\"derivatives\"]"),
                "/answers/5/answer",
                "contradictory_answer");
        assertThat(rows("select count(*) from onboarding.risk_profile where tenant_id = ?"))
                .isZero();
        assertThat(status().text("/status")).isEqualTo("in_progress");
    }

    @Test
    void refuseAnOldQuestionnaireAndARetiredNotice() {
        JsonNode notice = api.get("/v1/kys/notices").body().at("/data/0");
        publish("notices", 1, "\"version\":1", "\"version\":2");
        Answer retired = api.post("/v1/kys/consents", TestProgram.consent(subscriber, notice), null);
        assertThat(retired.status()).isEqualTo(409);
        assertThat(retired.code()).isEqualTo("notice_retired");

        TestProgram.consent(api, subscriber);
        identity(TestProgram.IDENTITY);
        publish("questionnaire", 1, "suitability_1", "suitability_2");
        Answer outdated = answers(TestProgram.ANSWERS);
        assertThat(outdated.status()).isEqualTo(409);
        assertThat(outdated.code()).isEqualTo("questionnaire_outdated");
    }

    @Test
    void refuseAConsentToTextThatWasNeverShown() {
        String body = TestProgram.consent(
                subscriber, api.get("/v1/kys/notices").body().at("/data/0"));

        Answer other = api.post(
                "/v1/kys/consents", body.replaceAll("\"notice_hash\":\"[0-9a-f]{4}", "\"notice_hash\":\"0000"), null);
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.text("/errors/0/code")).isEqualTo("unknown_notice");
        Answer refused = api.post("/v1/kys/consents", body.replace("true", "false"), null);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/accepted");
    }

    @Test
    void onlyWhatRestsOnConsentCanBeWithdrawn() {
        TestProgram.consent(api, subscriber);
        String legal = api.get("/v1/kys/consents?subscriber_id=" + subscriber).text("/data/0/id");
        Answer refused = api.post("/v1/kys/consents/" + legal + "/withdrawal", "{}", null);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("consent_not_withdrawable");

        JsonNode marketing = api.get("/v1/kys/notices").body().at("/data/2");
        String given = api.post("/v1/kys/consents", TestProgram.consent(subscriber, marketing), null)
                .text("/id");
        Answer withdrawn = api.post("/v1/kys/consents/" + given + "/withdrawal", "{}", null);
        assertThat(withdrawn.status()).isEqualTo(200);
        assertThat(withdrawn.text("/withdrawn_at")).isNotEmpty();
        assertThat(api.post("/v1/kys/consents/" + given + "/withdrawal", "{}", null)
                        .body())
                .isEqualTo(withdrawn.body());
        assertThat(audited("consent.withdraw", "done")).isEqualTo(1);

        String again = api.post("/v1/kys/consents", TestProgram.consent(subscriber, marketing), null)
                .text("/id");
        assertThat(again).isNotEqualTo(given);
    }

    @Test
    void refuseWhoIsTooYoungAndWhatIsNoCountryOrDate() {
        TestProgram.consent(api, subscriber);
        String yesterdayNextYear = LocalDate.now(java.time.ZoneOffset.UTC)
                .minusYears(18)
                .plusDays(1)
                .toString();

        Answer young = identity(TestProgram.IDENTITY.replace("1985-12-10", yesterdayNextYear));
        assertThat(young.status()).isEqualTo(422);
        assertThat(young.code()).isEqualTo("age_below_minimum");
        assertIdentityFault("1985-12-10", "1985-02-30", "/birth_on", "malformed");
        assertIdentityFault("1985-12-10", "2985-12-10", "/birth_on", "out_of_range");
        assertIdentityFault("\"GB\"", "\"UK\"", "/nationality", "unknown_country");
        assertIdentityFault(
                "\"residence_country\":\"DE\"",
                "\"residence_country\":\"de\"",
                "/residence_country",
                "unknown_country");
        assertIdentityFault("\"city\":\"Bonn\"", "\"city\":\" \"", "/address/city", "blank");
        assertThat(rows("select count(*) from onboarding.declared_identity where tenant_id = ?"))
                .isZero();
    }

    @Test
    void takeATelephoneNumberAndADocumentAndRefuseWhatIsNone() {
        TestProgram.consent(api, subscriber);
        String end = "\"country\":\"DE\"}";
        String phone = end + ",\"phone\":\"%s\"";
        for (String none : List.of("0228123456", "+49 228 123456", "+0228123456", "+123456", "+1234567890123456", "")) {
            assertIdentityFault(end, phone.formatted(none), "/phone", "malformed_phone");
        }
        String document = end + ",\"document\":{\"type\":\"%s\",\"number\":\"%s\",\"issuing_country\":\"%s\"}";
        assertIdentityFault(
                end, document.formatted("library_card", "C01X00T47", "DE"), "/document/type", "unknown_value");
        assertIdentityFault(end, document.formatted("passport", "C01", "DE"), "/document/number", "malformed_number");
        assertIdentityFault(
                end, document.formatted("passport", "C01X00T47", "XX"), "/document/issuing_country", "unknown_country");
        assertThat(rows("select count(*) from onboarding.declared_identity where tenant_id = ?"))
                .isZero();

        String whole = end + ",\"phone\":\"+49228123456\""
                + document.formatted("passport", "C01 X00T47", "DE").substring(end.length());
        assertThat(identity(TestProgram.IDENTITY.replace(end, whole)).status()).isEqualTo(200);
        assertThat(identity(TestProgram.IDENTITY.replace(end, whole)).status()).isEqualTo(200);
        assertThat(rows("select count(*) from onboarding.declared_identity where tenant_id = ?"))
                .as("the same again changes nothing")
                .isEqualTo(1);
    }

    @Test
    void refuseWhoHasNoNameOrHidesIt() {
        TestProgram.consent(api, subscriber);

        String given = "\"given_name\":\"Ada\"";
        for (String nothing : List.of(".", "-", "7", "\uD83D\uDC64")) {
            assertIdentityFault(given, given.replace("Ada", nothing), "/given_name", "no_letter");
        }
        for (String hidden : List.of("\u200B", "A\u200Bda", "\u202EadA", "A\u3164da", "\u2066Ada\u2069", "A\u00ADda")) {
            assertIdentityFault(given, given.replace("Ada", hidden), "/given_name", "hidden_character");
        }
        Answer signup = api.post("/v1/signup", """
                {"email":"nobody@example.com","password":"lamp-okapi-quartz-71","given_name":"Ada","family_name":"."}
                """, null);
        assertThat(signup.text("/errors/0/pointer")).isEqualTo("/family_name");
        assertThat(signup.text("/errors/0/code")).isEqualTo("no_letter");
        assertThat(rows("select count(*) from onboarding.declared_identity where tenant_id = ?"))
                .isZero();
        assertThat(identity(TestProgram.IDENTITY.replace(given, "\"given_name\":\"\u0646\u06CC\u200C\u0646\u0627\""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDoubtfulCaseWaitsForAPersonAndTheSubscriberSeesNoCause() {
        onboard(DOUBTFUL);

        Answer own = statusFor(asSubscriber(subscriber));
        assertThat(own.text("/status")).isEqualTo("in_review");
        assertThat(own.body().at("/steps").toString()).doesNotContain("screening");
        assertThat(kyc()).isEqualTo(KycStatus.IN_PROGRESS);

        String other = TestProgram.subscriber(api);
        transactions.run(
                program.tenant(TenantMode.TEST),
                () -> work.decided(system(), SubscriberId.of(other), ScreeningResult.OPEN_HITS));
        Answer hit = statusFor(asSubscriber(other));
        assertThat(hit.body().at("/steps")).isEqualTo(own.body().at("/steps"));
        assertThat(hit.text("/status")).isEqualTo("in_review");
        assertThat(hit.body().at("/next_steps")).isEmpty();
        assertThat(subscribers.kycStatus(program.tenant(TenantMode.TEST), SubscriberId.of(other)))
                .isEqualTo(KycStatus.IN_PROGRESS);

        transactions.run(
                program.tenant(TenantMode.TEST),
                () -> work.decided(system(), SubscriberId.of(other), ScreeningResult.CLEAR));
        assertThat(subscribers.kycStatus(program.tenant(TenantMode.TEST), SubscriberId.of(other)))
                .isEqualTo(KycStatus.APPROVED);
    }

    @Test
    void staffDecideOnceAndOnTheVersionTheySaw() {
        onboard(DOUBTFUL);
        publish("onboarding", 1, "\"minimum_age_years\":18", "\"minimum_age_years\":17");
        String id = api.get("/v1/kys/cases?state=review").text("/data/0/id");
        String path = "/v1/kys/cases/" + id;
        Answer found = api.get(path);
        assertThat(found.text("/state")).isEqualTo("review");
        String etag = found.header("etag").orElseThrow();

        assertThat(decide(path, "\"1\"", "approve").code()).isEqualTo("precondition_failed");
        assertThat(decide(path, "1", "approve").code()).isEqualTo("parameter_invalid");
        assertThat(decide(path, etag, "approve").text("/state")).isEqualTo("approved");
        assertThat(decide(path, etag, "reject").code()).isEqualTo("precondition_failed");
        assertThat(api.post(path + "/decisions", "{\"decision\":\"reject\",\"reason\":\"Late\"}", null)
                        .code())
                .isEqualTo("case_decided");

        assertThat(api.get(path).text("/decision/reason")).isEqualTo("Spoke with the person");
        assertThat(api.get(path).text("/decision/rules_version")).isEqualTo("2");
        String event = new JdbcTemplate(database().as(DatabaseRole.READER))
                .queryForObject(
                        "select convert_from(body, 'UTF8') from audit.event where tenant_id = ? and convert_from(body, 'UTF8') like '%kys_case.decide%'",
                        String.class, program.tenant(TenantMode.TEST).value());
        assertThat(event).contains("\"rules_version\":2");
        assertThat(kyc()).isEqualTo(KycStatus.APPROVED);
        assertThat(status().text("/status")).isEqualTo("approved");
    }

    @Test
    void oneOfTwoAnalystsAtOnceDecides() throws Exception {
        onboard(DOUBTFUL);
        String path = "/v1/kys/cases/" + caseOf(subscriber).text("/id") + "/decisions";
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> both = threads.invokeAll(List.of(
                    () -> api.post(path, "{\"decision\":\"approve\",\"reason\":\"A\"}", null),
                    () -> api.post(path, "{\"decision\":\"reject\",\"reason\":\"B\"}", null)));
            for (Future<Answer> each : both) {
                answers.add(each.get());
            }
        }
        assertThat(answers.stream().map(Answer::status)).containsExactlyInAnyOrder(200, 409);
        assertThat(answers.stream().map(Answer::code)).contains("case_decided");
        assertThat(rows("select count(*) from onboarding.decision where tenant_id = ?"))
                .isEqualTo(1);
    }

    @Test
    void moreInformationOpensTheStepsAndBringsTheCaseBack() {
        onboard(DOUBTFUL);
        String path = "/v1/kys/cases/" + caseOf(subscriber).text("/id") + "/decisions";
        api.post(path, "{\"decision\":\"request_information\",\"reason\":\"Please look again\"}", null);
        assertThat(status().text("/status")).isEqualTo("more_information");
        assertThat(status().body().at("/next_steps")).hasSize(2);

        answers(TestProgram.ANSWERS);
        assertThat(status().text("/status")).isEqualTo("in_review");
    }

    @Test
    void aSubscriberReachesItselfAlone() {
        String other = TestProgram.registered(api);
        Caller caller = asSubscriber(other);
        SubscriberId foreign = SubscriberId.of(subscriber);

        assertThat(onboarding.status(caller, foreign)).isEmpty();
        assertThat(onboarding.status(caller, SubscriberId.of(other))).isPresent();
        assertThat(consents.list(caller, foreign)).isEmpty();
        assertThat(consents.give(caller, new GiveConsent(foreign, "service", 1, "0".repeat(64), "en")))
                .isEqualTo(new ConsentOutcome.NotFound());
        assertThat(onboarding.completeRiskProfile(caller, foreign, List.of(), null))
                .isEqualTo(new RiskProfileOutcome.NoSuchSubscriber());
        TestProgram.consent(api, subscriber);
        String consent = api.get("/v1/kys/consents?subscriber_id=" + subscriber).text("/data/0/id");
        assertThat(consents.withdraw(caller, ConsentId.of(consent))).isEqualTo(new ConsentOutcome.NotFound());

        ApiClient stranger = TestProgram.create(port, programs).client();
        assertThat(stranger.get("/v1/kyc/status?subscriber_id=" + subscriber).code())
                .isEqualTo("not_found");
        assertThat(stranger.post("/v1/kys/risk-profile", TestProgram.ANSWERS.formatted(subscriber), null)
                        .status())
                .isEqualTo(404);
        assertThat(stranger.get("/v1/kys/cases/" + caseOf(subscriber).text("/id"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aClientWithoutReviewSeesNoCaseAndNoHits() {
        String opened = api.post("/v1/kys/cases", "{\"subscriber_id\":\"%s\"}".formatted(subscriber), null)
                .text("/id");
        ApiClient narrow = ApiClient.signIn(port, program.credentials(TenantMode.TEST), "kys:read", "kys:write");

        assertThat(narrow.get("/v1/kys/cases/" + opened).code()).isEqualTo("scope_missing");
        Answer again = narrow.post("/v1/kys/cases", "{\"subscriber_id\":\"%s\"}".formatted(subscriber), null);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/id")).isEqualTo(opened);
        assertThat(again.body().at("/open_hits").isNull()
                        || again.body().at("/open_hits").isMissingNode())
                .isTrue();
    }

    @Test
    void everyStoredAnswerComesToTheSameResultAgain() {
        onboard(DOUBTFUL);
        answers(TestProgram.ANSWERS);
        publish("questionnaire", 1, "\"points\":10", "\"points\":9");
        TestProgram.registered(api);

        assertThat(rows("select count(*) from onboarding.risk_profile where tenant_id = ?"))
                .isEqualTo(2);
        assertThat(onboarding.differencesInReplay(program.tenant(TenantMode.TEST)))
                .isZero();
    }

    @Test
    void leavesNothingOfAPersonInAnyTableOrEvent() {
        List<String> canaries = List.of("Ottoline-Canary", "Canary-Lane 77", "Canaryville", "A reason with a canary");
        TestProgram.consent(api, subscriber);
        identity(TestProgram.IDENTITY
                .replace("Ada", canaries.get(0))
                .replace("Ring 1", canaries.get(1))
                .replace("Bonn", canaries.get(2)));
        answers(DOUBTFUL);
        api.post(
                "/v1/kys/cases/" + caseOf(subscriber).text("/id") + "/decisions",
                "{\"decision\":\"reject\",\"reason\":\"%s\"}".formatted(canaries.get(3)));

        JdbcTemplate jdbc = new JdbcTemplate(database().asSuperuser());
        for (String table : List.of(
                "onboarding.kys_case",
                "onboarding.declared_identity",
                "onboarding.risk_profile",
                "onboarding.decision",
                "http.idempotency",
                "audit.event",
                "outbox.event",
                "screening.hit")) {
            if (jdbc.queryForObject("select to_regclass(?)::text", String.class, table) == null) {
                continue;
            }
            for (String row : jdbc.queryForList("select t::text from " + table + " t", String.class)) {
                assertThat(canaries)
                        .as(table)
                        .noneMatch(canary -> row.contains(canary)
                                || row.contains(HexFormat.of().formatHex(canary.getBytes(StandardCharsets.UTF_8))));
                assertThat(row)
                        .as(table)
                        .doesNotContain(
                                "sell_all", HexFormat.of().formatHex("sell_all".getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private void onboard(String answers) {
        TestProgram.consent(api, subscriber);
        identity(TestProgram.IDENTITY);
        assertThat(answers(answers).status()).isEqualTo(200);
    }

    private Answer identity(String body) {
        return api.post("/v1/kys/identity", body.formatted(subscriber), null);
    }

    private Answer answers(String body) {
        return api.post("/v1/kys/risk-profile", body.formatted(subscriber), null);
    }

    private Answer status() {
        return api.get("/v1/kyc/status?subscriber_id=" + subscriber);
    }

    /** As the subscriber's own token would see it. */
    private Answer statusFor(Caller caller) {
        OnboardingStatus status =
                onboarding.status(caller, SubscriberId.of(caller).orElseThrow()).orElseThrow();
        JsonNode view = io.flowlet.onboarding.http.StatusJson.of(caller, status);
        return new Answer(200, java.util.Map.of(), view);
    }

    private Answer caseOf(String whose) {
        for (JsonNode found : api.get("/v1/kys/cases").body().at("/data")) {
            if (found.at("/subscriber_id").asString().equals(whose)) {
                return new Answer(200, java.util.Map.of(), found);
            }
        }
        throw new AssertionError("no case of " + whose);
    }

    private Answer decide(String path, String ifMatch, String decision) {
        String body = "{\"decision\":\"%s\",\"reason\":\"Spoke with the person\"}".formatted(decision);
        return ApiClient.send(api.request(path + "/decisions")
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private void publish(String name, int basedOn, String part, String other) {
        String body = api.get("/v1/policies/" + name + "/versions")
                .body()
                .at("/data/0/body")
                .toString();
        Answer published = api.post(
                "/v1/policies/" + name + "/proposals",
                "{\"based_on\":%d,\"body\":%s}".formatted(basedOn, body.replace(part, other)));
        assertThat(published.status()).as("%s", published.body()).isEqualTo(201);
    }

    private KycStatus kyc() {
        return subscribers.kycStatus(program.tenant(TenantMode.TEST), SubscriberId.of(subscriber));
    }

    private Caller asSubscriber(String id) {
        UUID own = SubscriberId.of(id).value();
        return new Caller(
                new Actor(program.tenant(TenantMode.TEST), own, ActorKind.SUBSCRIBER, id, Set.of(), "test"),
                new Trace("0".repeat(32), "req_test"));
    }

    private Caller system() {
        return new Caller(Actor.system(program.tenant(TenantMode.TEST), "test"), new Trace("0".repeat(32), "req_test"));
    }

    private long audited(String action, String outcome) {
        Long count = new JdbcTemplate(database().as(DatabaseRole.READER))
                .queryForObject("""
                        select count(*) from audit.event where tenant_id = ?
                        and convert_from(body, 'UTF8')::jsonb @> jsonb_build_object('action', ?::text, 'outcome', ?::text)
                        """, Long.class, program.tenant(TenantMode.TEST).value(), action, outcome);
        return count == null ? 0 : count;
    }

    private long rows(String countOfTenant) {
        Long count = new JdbcTemplate(database().as(DatabaseRole.READER))
                .queryForObject(
                        countOfTenant,
                        Long.class,
                        program.tenant(TenantMode.TEST).value());
        return count == null ? 0 : count;
    }

    private void assertFault(String body, String pointer, String code) {
        Answer answer = answers(body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("body_invalid");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
    }

    private void assertRefused(String body, String pointer, String code) {
        Answer answer = answers(body);
        assertThat(answer.status()).as(body).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("answers_refused");
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
    }

    private void assertIdentityFault(String part, String other, String pointer, String code) {
        Answer answer = identity(TestProgram.IDENTITY.replace(part, other));
        assertThat(answer.status()).as(other).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/code")).isEqualTo(code);
    }
}
