package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Reply;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.Unreachable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What waits for another person, and what text forms keep to themselves. */
class ApprovalAnswersTests {
    private static final String APPROVAL = """
            {"id":"apr_1","kind":"policy.publish","subject":"notices","state":"applied","version":2,"reason":"Ada asked",
             "maker_id":"usr_1","checkers_needed":1,"opened_at":"2026-11-22T10:00:00.123456Z",
             "expires_at":"2026-11-29T10:00:00.123456Z","closed_at":"2026-11-22T11:00:00Z","result":null,
             "decisions":[{"decision":"approve","reason":"Ada is known","decided_by":"usr_2","decided_at":"2026-11-22T11:00:00Z"}],
             "change":{"before":{"age":18},"after":{"age":21},"terms":{"note":null},
              "diff":[{"pointer":"/age","before":18,"after":21},{"pointer":"/name","before":null,"after":"Ada"}]}}
            """;
    private static final String VERSION = """
            {"name":"notices","version":2,"hash":"ab","body":{"age":21},"effective_at":"2026-11-22T10:00:00Z",
             "created_at":"2026-11-22T10:00:00Z","created_by":"cli_1","approval_id":null}
            """;

    private static <T> T answered(int status, String json, Function<Flowlet, T> call) {
        try (FakeServer server = new FakeServer(request -> Reply.json(status, json));
                Flowlet flowlet = server.client()) {
            return call.apply(flowlet);
        }
    }

    @Test
    void aRequestReadsWithItsChange() {
        Approvals.Approval approval =
                answered(200, APPROVAL, flowlet -> flowlet.approvals().find("apr_1"));

        assertThat(approval.state()).isEqualTo(Approvals.State.APPLIED);
        assertThat(approval.version()).isEqualTo(2);
        assertThat(approval.decisions())
                .extracting(Approvals.Decision::decidedBy)
                .containsExactly("usr_2");
        assertThat(approval.change()).isNotNull().satisfies(change -> {
            assertThat(change.after()).isEqualTo(Map.of("age", 21));
            assertThat(change.diff())
                    .containsExactly(new Difference("/age", 18, 21), new Difference("/name", null, "Ada"));
        });
        assertThat(answered(
                                200,
                                APPROVAL.replace("applied", "delegated"),
                                flowlet -> flowlet.approvals().find("apr_1"))
                        .state())
                .isEqualTo(Approvals.State.UNKNOWN);
    }

    @Test
    void whatMayNotBeToldReadsAsNothing() {
        String untold = APPROVAL.replace("\"Ada asked\"", "null")
                .replace("\"Ada is known\"", "null")
                .replaceFirst("(?s)\"change\":.*", "\"change\":null}");
        Approvals.Approval approval =
                answered(200, untold, flowlet -> flowlet.approvals().find("apr_1"));
        assertThat(approval.reason()).isNull();
        assertThat(approval.change()).isNull();
        assertThat(approval.decisions())
                .containsExactly(
                        new Approvals.Decision("approve", null, "usr_2", Instant.parse("2026-11-22T11:00:00Z")));
    }

    @Test
    void aHandoverShowsItsSecretOnce() {
        String json =
                "{\"kind\":\"staff.invite\",\"result\":\"inv_1\",\"secret\":%s,\"expires_at\":\"2026-11-22T10:00:00Z\","
                        + "\"secret_available\":%s}";
        Approvals.Handover first = answered(
                201,
                json.formatted("\"https://x.example/i\"", true),
                flowlet -> flowlet.approvals().takeHandover("apr_1"));
        assertThat(first.secret()).isEqualTo("https://x.example/i");
        Approvals.Handover again = answered(
                201,
                json.formatted("null", false),
                flowlet -> flowlet.approvals().takeHandover("apr_1"));
        assertThat(again.secret()).isNull();
        assertThat(again.secretAvailable()).isFalse();
    }

    @Test
    void everyAnswerSaysWhetherABreakGlassRoleIsOn() {
        List<Optional<BreakGlassMark>> marks = new ArrayList<>();
        Iterator<Reply> replies = List.of(
                        Reply.json(200, APPROVAL).with("Flowlet-Break-Glass", "bgl_1; until=2026-11-22T12:00:00Z"),
                        Reply.problem(404, "not_found", "validation")
                                .with("Flowlet-Break-Glass", "bgl_1; until=2026-11-22T12:00:00Z"),
                        Reply.problem(401, "token_invalid", "auth"),
                        Reply.json(200, APPROVAL).with("Flowlet-Break-Glass", "bgl_1; until=tomorrow"),
                        Reply.json(200, APPROVAL).with("Flowlet-Break-Glass", "bgl_1; until=2026-13-45T12:00:00Z"),
                        Reply.json(200, APPROVAL))
                .iterator();
        try (FakeServer server = new FakeServer(request -> replies.next());
                Flowlet flowlet = server.client()) {
            Approvals approvals = flowlet.as(() -> "token", marks::add).approvals();
            approvals.find("apr_1");
            assertThatThrownBy(() -> approvals.find("apr_1")).isInstanceOf(ApiProblem.class);
            assertThatThrownBy(() -> approvals.find("apr_1")).isInstanceOf(ApiProblem.class);
            approvals.find("apr_1");
            approvals.find("apr_1");
            approvals.find("apr_1");
        }
        var on = Optional.of(new BreakGlassMark("bgl_1", Instant.parse("2026-11-22T12:00:00Z")));
        assertThat(marks)
                .as("a refusal of nobody in particular says nothing, and what cannot be read is none")
                .containsExactly(on, on, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void aProposalIsAVersionOrARequestAsTheServerSays() {
        var proposal = new Policies.Proposal(1, Map.of("age", 21), null).because("r");

        Policies.Outcome published =
                answered(201, VERSION, flowlet -> flowlet.policies().propose("notices", proposal));
        Policies.Outcome requested =
                answered(202, APPROVAL, flowlet -> flowlet.policies().propose("notices", proposal));

        assertThat(published)
                .isInstanceOfSatisfying(
                        Policies.Outcome.Published.class,
                        it -> assertThat(it.version().version()).isEqualTo(2));
        assertThat(requested)
                .isInstanceOfSatisfying(
                        Policies.Outcome.Requested.class,
                        it -> assertThat(it.approval().id()).isEqualTo("apr_1"));
    }

    @Test
    void textFormsTellNeitherReasonsNorValues() {
        Approvals.Approval approval =
                answered(200, APPROVAL, flowlet -> flowlet.approvals().find("apr_1"));
        List<Object> forms = List.of(
                approval,
                approval.decisions(),
                approval.change() == null ? "" : approval.change(),
                new Difference("/name", "Ada", "Ada"),
                new Policies.Outcome.Requested(approval),
                new Policies.Proposal(1, Map.of("name", "Ada"), null).because("Ada"),
                new OAuthClients.ClientGrant(List.of("s"), "Ada"),
                new Staff.NewStaffRoles(List.of("analyst"), "Ada"),
                new Staff.StaffDisabling(true, "Ada"),
                new Approvals.Handover("staff.invite", "inv_1", "https://x.example/Ada", null, true),
                new BreakGlasses.NewBreakGlass("officer", 5, "Ada"),
                new Approvals.ApprovalReason("Ada"),
                new Subscribers.SubscriberLookup("email", "Ada@example.com", null),
                new Subscribers.LookupPerson("Ada", "Ada", LocalDate.EPOCH),
                new Kys.Document("passport", "Ada", "DE"),
                new Tokens.NewToken(Tokens.Type.CARD_NUMBER, "4111Ada", Tokens.Format.RANDOM, "sub_1"),
                new Tokens.RevealRequest(Tokens.Purpose.DISPUTE, "Ada"),
                new Tokens.RevealedValue("tok_1", "4111Ada"));

        assertThat(forms)
                .allSatisfy(form -> assertThat(form.toString()).isNotEmpty().doesNotContain("Ada"));
        Tokens.Token token = answered(200, """
                {"id":"tok_1","type":"card_number","format":"preserving","token":"4111Ada1","masked":"4111Ada*",
                 "subject_id":null,"created_at":"2026-11-22T10:00:00Z"}
                """, flowlet -> flowlet.tokens().find("tok_1"));
        assertThat(token.masked()).isEqualTo("4111Ada*");
        assertThat(token).hasToString("Token[tok_1]");
    }

    @Test
    void aValueIsRevealedOnceOnlyAlthoughTheAnswerIsLost() {
        try (FakeServer server = new FakeServer(request -> Reply.CUT);
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(() -> flowlet.tokens().reveal("tok_1", Tokens.Purpose.DISPUTE, "r"))
                    .isInstanceOf(Unreachable.class);
            assertThat(server.received()).hasSize(1);
        }
    }
}
