package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.ProblemCode;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.programs.Programs;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.ServerTests;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What tests of the edge share: raw requests to the whole server, and what every problem must look like. */
abstract class EdgeTests extends ServerTests {
    private static final Set<String> MEMBERS = Set.of(
            "type",
            "title",
            "status",
            "detail",
            "instance",
            "code",
            "category",
            "retryable",
            "advice",
            "errors",
            "trace_id",
            "request_id");
    private static final Set<String> CODES =
            Arrays.stream(ProblemCode.values()).map(ProblemCode::code).collect(Collectors.toSet());

    @LocalServerPort
    int port;

    @Autowired
    Programs programs;

    RawHttp http() {
        return new RawHttp(port);
    }

    TestProgram newProgram() {
        return TestProgram.create(port, programs);
    }

    /** The value of {@code Authorization} for {@code client}. */
    static String authorization(ApiClient client) {
        return client.request("/").build().headers().firstValue("Authorization").orElseThrow();
    }

    /** The same after signing in from {@code address}. */
    String authorizationFrom(String address, ClientCredentials client) {
        String pair = client.client().clientId() + ":" + client.secret();
        RawHttp.Answer answer = http().sendWithBody(
                        "POST /oauth2/token HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + address
                                + "\r\nAuthorization: Basic "
                                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII))
                                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\n\r\n",
                        "grant_type=client_credentials");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return "Bearer " + answer.json().path("access_token").stringValue();
    }

    static void assertIsProblem(RawHttp.Answer answer, ProblemCode code) {
        assertIsProblem(answer);
        assertThat(answer.code()).isEqualTo(code.code());
        assertThat(answer.status()).isEqualTo(code.status());
    }

    /** Whatever the code: the shape, the headers, and nothing about the inside. */
    static void assertIsProblem(RawHttp.Answer answer) {
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        var body = answer.json();
        assertThat(body.propertyNames()).containsExactlyInAnyOrderElementsOf(MEMBERS);
        assertThat(body.path("code").stringValue("")).isIn(CODES);
        assertThat(body.path("status").intValue()).isEqualTo(answer.status());
        assertThat(body.path("type").stringValue())
                .isEqualTo("/problems/" + body.path("code").stringValue());
        assertThat(body.path("instance").stringValue()).doesNotContain("?");
        assertThat(body.path("request_id").stringValue())
                .isEqualTo(answer.header("flowlet-request-id"))
                .startsWith("req_");
        assertThat(answer.header("traceparent")).contains(body.path("trace_id").stringValue());
        assertHasHeaders(answer);
        assertThat(answer.body()).doesNotContain("xception", "io.flowlet", "org.apache", "springframework", "omcat");
    }

    static void assertHasHeaders(RawHttp.Answer answer) {
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("content-security-policy")).startsWith("default-src 'none'");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
        assertThat(answer.header("cross-origin-resource-policy")).isEqualTo("same-origin");
        assertThat(answer.header("flowlet-version")).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(answer.headers())
                .doesNotContainKeys("server", "x-powered-by", "set-cookie", "access-control-allow-origin");
    }

    static List<String> codes(RawHttp.Answer answer) {
        return answer.json()
                .path("errors")
                .valueStream()
                .map(fault -> fault.path("code").stringValue())
                .toList();
    }
}
