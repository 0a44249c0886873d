package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.PublicId;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What every answer carries, what is written down about requests, and what the management port shows. */
class EdgeModuleTests extends EdgeTests {
    @LocalManagementPort
    int managementPort;

    private final JdbcTemplate superuser = new JdbcTemplate(database().asSuperuser());
    private TestProgram program;
    private String full;

    @BeforeEach
    void makeCaller() {
        program = newProgram();
        full = authorization(program.client());
    }

    @Test
    void carriesItsHeadersOnGoodAnswersToo() {
        RawHttp.Answer answer =
                get("/v1/wallets", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(answer.status()).isEqualTo(200);
        assertHasHeaders(answer);
        assertThat(answer.header("flowlet-request-id")).startsWith("req_");
        assertThat(answer.header("traceparent")).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-");
        assertThat(answer.header("ratelimit-policy")).isEqualTo("\"read\";q=12000;w=60");
        assertThat(answer.header("ratelimit")).matches("\"read\";r=\\d+;t=\\d+");
        assertThat(answer.headers()).doesNotContainKey("strict-transport-security");
    }

    @Test
    void asksForTlsFromNowOnWhereTlsWasUsed() {
        assertThat(get("/v1/wallets", "X-Forwarded-Proto: https").header("strict-transport-security"))
                .isEqualTo("max-age=63072000; includeSubDomains");
    }

    @Test
    void letsNoOtherOriginIn() {
        RawHttp.Answer answer = http().send(
                        "OPTIONS /v1/wallets HTTP/1.1",
                        "Host: x",
                        "Authorization: " + full,
                        "Origin: https://evil.example",
                        "Access-Control-Request-Method: POST");
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
        answer = get("/v1/wallets", "Origin: https://evil.example");
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @Test
    void answersHeadLikeGetWithoutTheBody() {
        RawHttp.Answer answer = http().tryOnce("HEAD /v1/wallets HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\n\r\n"
                        .formatted(full)
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .orElseThrow();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void explainsEveryProblemAtItsType() {
        for (ProblemCode code : ProblemCode.values()) {
            String path = "/problems/" + code.code();
            RawHttp.Answer json = http().send("GET " + path + " HTTP/1.1", "Host: x");
            assertThat(json.status()).isEqualTo(200);
            assertThat(json.json().path("status").intValue()).isEqualTo(code.status());
            RawHttp.Answer page = http().send("GET " + path + " HTTP/1.1", "Host: x", "Accept: text/html,*/*;q=0.8");
            assertThat(page.header("content-type")).startsWith("text/html");
            assertThat(page.body()).contains("<h1>" + code.title() + "</h1>");
            assertHasHeaders(page);
        }
        assertIsProblem(http().send("GET /problems/none HTTP/1.1", "Host: x"), ProblemCode.NOT_FOUND);
        assertIsProblem(http().send("GET /problems/a/b HTTP/1.1", "Host: x"), ProblemCode.ROUTE_UNKNOWN);
        assertIsProblem(
                http().send("POST /problems HTTP/1.1", "Host: x", "Content-Length: 0"), ProblemCode.METHOD_NOT_ALLOWED);
        assertIsProblem(
                http().send("GET /problems HTTP/1.1", "Host: x", "Accept: image/png"), ProblemCode.NOT_ACCEPTABLE);
        assertThat(http().send("GET /problems HTTP/1.1", "Host: x")
                        .json()
                        .path("data")
                        .size())
                .isEqualTo(ProblemCode.values().length);
    }

    @Test
    void recordsWhatAKnownCallerWasRefusedWithinBounds() {
        String readOnly = authorization(ApiClient.signIn(port, program.credentials(TenantMode.TEST), "wallets:read"));
        String request =
                "POST /v1/wallets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nAuthorization: ";
        for (int i = 0; i < DeniedRequests.EACH_MINUTE * 3; i++) {
            assertIsProblem(http().sendWithBody(request + readOnly + "\r\n\r\n", "{}"), ProblemCode.SCOPE_MISSING);
        }
        List<Map<String, Object>> events =
                superuser.queryForList("""
                select body ->> 'object' as object, body ->> 'reason' as reason, body ->> 'outcome' as outcome
                from (select convert_from(body, 'UTF8')::jsonb as body from audit.event where tenant_id = ?) event
                where body ->> 'action' = 'request.refuse'
                """, program.tenant(TenantMode.TEST).value());
        // the thirty may fall into two minutes
        assertThat(events).hasSizeBetween(DeniedRequests.EACH_MINUTE, 2 * DeniedRequests.EACH_MINUTE);
        assertThat(events)
                .allSatisfy(event -> assertThat(event)
                        .containsEntry("object", "/v1/wallets")
                        .containsEntry("reason", "scope_missing")
                        .containsEntry("outcome", "refused"));
    }

    @Test
    void writesOneLineForEachRequestAndNoSecretIntoIt() {
        Logger usage = (Logger) LoggerFactory.getLogger("io.flowlet.usage");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.list = new CopyOnWriteArrayList<>();
        lines.start();
        Level before = usage.getLevel();
        usage.setLevel(Level.INFO);
        usage.addAppender(lines);
        ILoggingEvent line;
        try {
            RawHttp.Answer answer =
                    get("/v1/wallets/" + PublicId.format("wal", new UUID(7, 7)), "User-Agent: me {} \u00e9");
            String id = answer.header("flowlet-request-id");
            // the line follows the answer
            line = await().until(
                            () -> lines.list.stream()
                                    .filter(event ->
                                            id.equals(event.getMDCPropertyMap().get("http.request.id")))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
        } finally {
            usage.detachAppender(lines);
            usage.setLevel(before);
        }
        assertThat(line.getFormattedMessage()).isEqualTo("GET /v1/wallets/{id} 404");
        Map<String, Object> fields = line.getKeyValuePairs().stream()
                .collect(Collectors.toMap((KeyValuePair pair) -> pair.key, pair -> pair.value));
        assertThat(fields)
                .containsEntry("flowlet.route", "/v1/wallets/{id}")
                .containsEntry("http.response.status_code", 404)
                .containsEntry("error.code", "not_found")
                .containsEntry("source.ip", "127.0.0.1")
                .containsEntry("flowlet.tenant", program.tenant(TenantMode.TEST).value())
                .containsKeys("event.duration", "client.id", "user.id", "flowlet.limit");
        assertThat(fields.toString()).doesNotContain(full.substring("Bearer ".length()), "wal_");
    }

    @Test
    void showsHealthAndMetricsOnTheManagementPortAndNothingElse() {
        RawHttp management = new RawHttp(managementPort);
        for (String path : List.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")) {
            RawHttp.Answer answer = management.send("GET " + path + " HTTP/1.1", "Host: x");
            assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
            assertThat(answer.json().path("status").stringValue()).isEqualTo("UP");
        }
        get("/v1/wallets", "A: b");
        RawHttp.Answer metrics = management.send("GET /actuator/prometheus HTTP/1.1", "Host: x");
        assertThat(metrics.body())
                .contains("flowlet_limits_requests_total{outcome=\"allowed\",policy=\"read\"}")
                .contains("flowlet_limits_requests_total{outcome=\"allowed\",policy=\"address\"}")
                .contains("uri=\"/v1/wallets\"")
                .contains("http_server_requests_seconds_count");
        for (String path : List.of(
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/beans",
                "/actuator/loggers",
                "/v1/wallets",
                "/",
                "/actuator/shutdown")) {
            RawHttp.Answer answer = management.send("GET " + path + " HTTP/1.1", "Host: x");
            assertThat(answer.status()).as(path).isIn(401, 404);
            assertThat(answer.body()).as(path).doesNotContain("Exception", "<html");
        }
    }

    private RawHttp.Answer get(String path, String header) {
        return http().send("GET " + path + " HTTP/1.1", "Host: x", "Authorization: " + full, header);
    }
}
