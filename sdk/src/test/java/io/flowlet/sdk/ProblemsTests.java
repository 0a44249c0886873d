package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flowlet.sdk.FakeServer.Reply;
import io.flowlet.sdk.problem.Advice;
import io.flowlet.sdk.problem.ApiProblem;
import io.flowlet.sdk.problem.AuthProblem;
import io.flowlet.sdk.problem.ComplianceProblem;
import io.flowlet.sdk.problem.ConflictProblem;
import io.flowlet.sdk.problem.DependencyProblem;
import io.flowlet.sdk.problem.FieldFault;
import io.flowlet.sdk.problem.FlowletException;
import io.flowlet.sdk.problem.FundsProblem;
import io.flowlet.sdk.problem.InternalProblem;
import io.flowlet.sdk.problem.LimitProblem;
import io.flowlet.sdk.problem.OAuthRefused;
import io.flowlet.sdk.problem.OtherProblem;
import io.flowlet.sdk.problem.UnreadableAnswer;
import io.flowlet.sdk.problem.ValidationProblem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTests {
    private static final String FAULTY = """
            {"type":"https://api.example.com/problems/body_invalid","title":"Body not valid","status":400,
             "detail":"One or more members of the body are not valid; errors says which.","instance":"/v1/payments",
             "code":"body_invalid","category":"validation","retryable":false,"advice":"fix_request",
             "errors":[{"pointer":"/amount/value","code":"too_many_decimals","detail":"This currency has 2 decimals."}],
             "trace_id":"0af7651916cd43dd8448eb211c80319c","request_id":"req_7","invented_later":{"a":[1]}}
            """;

    private static FlowletException refusal(Reply reply, Consumer<Flowlet> call) {
        try (FakeServer server = new FakeServer(request -> reply);
                Flowlet flowlet = server.client()) {
            return catchThrowableOfType(FlowletException.class, () -> call.accept(flowlet));
        }
    }

    private static FlowletException refusal(Reply reply) {
        return refusal(reply, flowlet -> flowlet.wallets().find("wal_1"));
    }

    static Stream<Arguments> categories() {
        return Stream.of(
                Arguments.of("auth", AuthProblem.class),
                Arguments.of("validation", ValidationProblem.class),
                Arguments.of("limit", LimitProblem.class),
                Arguments.of("conflict", ConflictProblem.class),
                Arguments.of("compliance", ComplianceProblem.class),
                Arguments.of("funds", FundsProblem.class),
                Arguments.of("dependency", DependencyProblem.class),
                Arguments.of("internal", InternalProblem.class));
    }

    @ParameterizedTest
    @MethodSource("categories")
    void everyCategoryHasItsType(String category, Class<? extends ApiProblem> type) {
        assertThat(refusal(Reply.problem(422, "never_heard_of", category)))
                .isExactlyInstanceOf(type)
                .extracting(problem -> ((ApiProblem) problem).code())
                .isEqualTo("never_heard_of");
    }

    @Test
    void aCategoryOfALaterServerKeepsAllItSays() {
        assertThat(refusal(Reply.problem(418, "teapot", "kitchen")))
                .isInstanceOfSatisfying(OtherProblem.class, problem -> {
                    assertThat(problem.category()).isEqualTo("kitchen");
                    assertThat(problem.status()).isEqualTo(418);
                });
    }

    @Test
    void everyMemberOfAProblemIsRead() {
        assertThat(refusal(Reply.json(400, FAULTY))).isInstanceOfSatisfying(ValidationProblem.class, problem -> {
            assertThat(problem.is("body_invalid")).isTrue();
            assertThat(problem.title()).isEqualTo("Body not valid");
            assertThat(problem.detail()).startsWith("One or more members");
            assertThat(problem.advice()).isEqualTo(Advice.FIX_REQUEST);
            assertThat(problem.retryable()).isFalse();
            assertThat(problem.errors())
                    .containsExactly(
                            new FieldFault("/amount/value", "too_many_decimals", "This currency has 2 decimals."));
            assertThat(problem.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(problem.requestId()).isEqualTo("req_7");
            assertThat(problem.retryAfter()).isEmpty();
            assertThat(problem).hasMessageContainingAll("body_invalid", "400", "req_7");
        });
    }

    @Test
    void adviceOfALaterServerIsUnknownAndMissingMembersDoNoHarm() {
        assertThat(refusal(Reply.json(400, "{\"code\":\"a\",\"category\":\"auth\",\"advice\":\"pray\"}")))
                .isInstanceOfSatisfying(AuthProblem.class, problem -> {
                    assertThat(problem.advice()).isEqualTo(Advice.UNKNOWN);
                    assertThat(problem.errors()).isEmpty();
                    assertThat(problem.requestId()).isNull();
                });
    }

    @Test
    void oauthErrorsAreTheirOwnKind() {
        FlowletException refused = refusal(
                Reply.json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"The code was used.\"}"),
                flowlet ->
                        flowlet.oauth(new ClientCredentials("cli_1", "cls_1")).refresh("r"));
        assertThat(refused).isInstanceOfSatisfying(OAuthRefused.class, problem -> {
            assertThat(problem.error()).isEqualTo("invalid_grant");
            assertThat(problem.description()).isEqualTo("The code was used.");
            assertThat(problem.status()).isEqualTo(400);
        });
    }

    @Test
    void whatDoesNotSpeakTheApiIsUnreadable() {
        for (Reply reply : List.of(
                new Reply(502, Map.of("Content-Type", "text/html"), "<h1>Bad gateway</h1>"),
                Reply.json(404, ""),
                Reply.json(404, "[]"),
                Reply.json(200, "<html>"),
                Reply.json(200, "null"),
                Reply.json(302, "{}"))) {
            assertThat(refusal(reply)).as(reply.body()).isInstanceOfSatisfying(UnreadableAnswer.class, answer -> {
                assertThat(answer.status()).isEqualTo(reply.status());
                assertThat(answer).hasMessageContaining("GET /v1/wallets/{}");
            });
        }
    }

    @Test
    void noExceptionTellsASecretOrABody() {
        List<String> secrets = List.of("cls_topsecret", "hunter2hunter2", "Ada-Canary", "bearer-canary");
        for (Reply reply : List.of(
                Reply.json(400, FAULTY),
                Reply.json(200, "{\"id\":\"Ada-Canary"),
                Reply.json(401, "{\"error\":\"invalid_client\"}"),
                Reply.CUT)) {
            try (FakeServer server = new FakeServer(request -> reply)) {
                try (Flowlet flowlet = Flowlet.at(server.address())
                        .client("cli_1", "cls_topsecret")
                        .retries(Retries.NONE)
                        .open()) {
                    assertSilent(secrets, () -> flowlet.wallets().list().first());
                    Flowlet person = flowlet.as(() -> "bearer-canary");
                    assertSilent(
                            secrets,
                            () -> person.signup()
                                    .create(new Signup.NewAccount(
                                            "a@example.com", "hunter2hunter2", "Ada-Canary", "L")));
                    assertSilent(secrets, () -> person.me().changePassword("hunter2hunter2", "hunter2hunter2"));
                    assertSilent(secrets, () -> person.subscribers().find("Ada-Canary"));
                }
            }
        }
    }

    @Test
    void aTokenThatIsNoneIsNotQuoted() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, "{}"));
                Flowlet flowlet = Flowlet.at(server.address())
                        .bearer(() -> "bearer-canary\nX: y")
                        .open()) {
            Throwable refused = catchThrowableOfType(
                    IllegalArgumentException.class, () -> flowlet.wallets().find("wal_1"));
            assertThat(refused.toString()).doesNotContain("canary");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void textFormsShowNoSecretAndNoPerson() {
        Kys.Address address = new Kys.Address("Canary Street 1", null, "Canary City", "00000", "DE");
        assertThat(Stream.of(
                                new ClientCredentials("cli_1", "canary"),
                                new Signup.NewAccount("canary@example.com", "canary", "canary", "canary"),
                                new Subscribers.NewSubscriber("canary", "canary", "canary"),
                                new Staff.NewInvitation("canary", List.of("analyst")),
                                new Screening.Subject("canary", "canary", null, List.of()),
                                new Kys.Identity(null, "canary", "canary", LocalDate.EPOCH, "DE", "DE", address),
                                address,
                                Kys.Answer.one("experience", "canary"),
                                new Programs.FirstClient("cli_1", List.of(), "canary", true),
                                new Payments.NewPayment("wal_1", "wal_2", Money.of("1", "EUR"), "canary"))
                        .map(Object::toString))
                .allSatisfy(text -> assertThat(text).doesNotContainIgnoringCase("canary"));
    }

    private static void assertSilent(List<String> secrets, Runnable call) {
        try {
            call.run();
        } catch (FlowletException e) {
            StringWriter all = new StringWriter();
            e.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain(secrets);
        }
    }
}
