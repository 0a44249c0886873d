package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Network;
import io.flowlet.identity.NewClient;
import io.flowlet.programs.TenantMode;
import io.flowlet.testing.ApiClient;
import io.flowlet.testing.TestProgram;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Of two faults in one request the earlier one of the documented order is answered: 414, 431, 413 (declared), 400 (unreadable), 401, 403
 * (network), 429, 404/405/406/415, 400 (version), 403 (scope), 413 (read), 400 (parameters, body, key), 422 (key reused), 404 (object).
 */
class PrecedenceModuleTests extends EdgeTests {
    private static final String LONG = "a".repeat(9_000);
    private static final String HUGE = " ".repeat(1_048_577);

    @Autowired
    Clients clients;

    private TestProgram program;
    private String full;
    private String readOnly;

    @BeforeEach
    void makeCallers() {
        program = newProgram();
        full = authorization(program.client());
        readOnly = authorization(ApiClient.signIn(port, program.credentials(TenantMode.TEST), "wallets:read"));
    }

    @Test
    void uriTooLongBeforeHeadersTooLarge() {
        refused(ProblemCode.URI_TOO_LONG, "GET /v1/" + LONG + " HTTP/1.1", "Host: x", "A: " + LONG);
    }

    @Test
    void headersTooLargeBeforeDeclaredLength() {
        refused(
                ProblemCode.HEADERS_TOO_LARGE,
                "POST /v1/wallets HTTP/1.1",
                "Host: x",
                "Content-Length: 2000000",
                "A: " + LONG,
                "B: " + LONG);
    }

    @Test
    void declaredLengthBeforeUnreadableRequest() {
        refused(ProblemCode.BODY_TOO_LARGE, "POST /v1//wallets HTTP/1.1", "Host: x", "Content-Length: 2000000");
    }

    @Test
    void unreadableRequestBeforeCredentials() {
        refused(ProblemCode.REQUEST_MALFORMED, "GET /v1//wallets HTTP/1.1", "Host: x", "Authorization: Bearer nothing");
    }

    @Test
    void credentialsBeforeNetwork() {
        refused(
                ProblemCode.TOKEN_INVALID,
                "GET /v1/wallets HTTP/1.1",
                "Host: x",
                "Authorization: " + elsewhere() + "x");
    }

    @Test
    void credentialsBeforeUnknownRoute() {
        refused(ProblemCode.TOKEN_MISSING, "GET /v1/nothing HTTP/1.1", "Host: x");
        refused(ProblemCode.TOKEN_MISSING, "GET / HTTP/1.1", "Host: x");
        refused(ProblemCode.TOKEN_MISSING, "GET /actuator/health HTTP/1.1", "Host: x");
    }

    @Test
    void networkBeforeRateLimit() {
        String elsewhere = elsewhere();
        RawHttp.Answer answer =
                http().send("POST /v1/nothing HTTP/1.1", "Host: x", "Authorization: " + elsewhere, "Content-Length: 0");
        assertIsProblem(answer, ProblemCode.NETWORK_NOT_ALLOWED);
        // the caller's own limit was not touched yet: what is shown is the address's
        assertThat(answer.header("ratelimit")).startsWith("\"address\"");
    }

    @Test
    void rateLimitBeforeUnknownRoute() {
        usedUp(full);
        RawHttp.Answer answer =
                http().send("POST /v1/nothing HTTP/1.1", "Host: x", "Authorization: " + full, "Content-Length: 0");
        assertIsProblem(answer, ProblemCode.RATE_LIMITED);
        assertThat(Integer.parseInt(answer.header("retry-after"))).isPositive();
        assertThat(answer.header("ratelimit-policy")).isEqualTo("\"write\";q=" + WRITES_PER_MINUTE + ";w=60");
        assertThat(answer.header("ratelimit")).matches("\"write\";r=0;t=\\d+");
        // reading has its own limit
        assertThat(http().send("GET /v1/wallets HTTP/1.1", "Host: x", "Authorization: " + full)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void unknownRouteBeforeMediaTypes() {
        refused(
                ProblemCode.ROUTE_UNKNOWN,
                "POST /v1/nothing HTTP/1.1",
                "Host: x",
                "Authorization: " + full,
                "Accept: image/png",
                "Content-Length: 0");
    }

    @Test
    void methodBeforeAccept() {
        RawHttp.Answer answer = refused(
                ProblemCode.METHOD_NOT_ALLOWED,
                "DELETE /v1/wallets HTTP/1.1",
                "Host: x",
                "Authorization: " + full,
                "Accept: image/png");
        assertThat(answer.header("allow").split(", ")).contains("GET", "POST");
        refused(ProblemCode.METHOD_NOT_ALLOWED, "FOO /v1/wallets HTTP/1.1", "Host: x", "Authorization: " + full);
    }

    @Test
    void acceptBeforeContentType() {
        refused(
                ProblemCode.NOT_ACCEPTABLE,
                "POST /v1/wallets HTTP/1.1",
                "Host: x",
                "Authorization: " + full,
                "Accept: image/png",
                "Content-Type: text/plain",
                "Content-Length: 0");
    }

    @Test
    void contentTypeBeforeVersion() {
        refused(
                ProblemCode.MEDIA_TYPE_UNSUPPORTED,
                "POST /v1/wallets HTTP/1.1",
                "Host: x",
                "Authorization: " + full,
                "Content-Type: text/plain",
                "Flowlet-Version: 1999-01-01",
                "Content-Length: 0");
    }

    @Test
    void versionBeforeScope() {
        refused(
                ProblemCode.VERSION_UNKNOWN,
                "POST /v1/wallets HTTP/1.1",
                "Host: x",
                "Authorization: " + readOnly,
                "Content-Type: application/json",
                "Flowlet-Version: 1999-01-01",
                "Content-Length: 0");
    }

    @Test
    void scopeBeforeLengthAsRead() {
        RawHttp.Answer answer = post("/v1/wallets", readOnly, chunked(HUGE));
        assertIsProblem(answer, ProblemCode.SCOPE_MISSING);
        assertThat(answer.header("www-authenticate"))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"wallets:write\"");
    }

    @Test
    void scopeBeforeParameters() {
        assertIsProblem(post("/v1/wallets?x=1", readOnly, chunked("{}")), ProblemCode.SCOPE_MISSING);
    }

    @Test
    void lengthAsReadBeforeMalformedBody() {
        assertIsProblem(post("/v1/wallets", full, chunked("{" + HUGE)), ProblemCode.BODY_TOO_LARGE);
    }

    @Test
    void parametersBeforeBody() {
        assertIsProblem(post("/v1/wallets?x=1", full, chunked("{")), ProblemCode.PARAMETER_INVALID);
        assertIsProblem(post("/v1/wallets?x=1&x=2", full, chunked("{}")), ProblemCode.PARAMETER_INVALID);
    }

    @Test
    void malformedBodyBeforeInvalidBody() {
        assertIsProblem(post("/v1/wallets", full, chunked("{\"surprise\":1,")), ProblemCode.BODY_MALFORMED);
    }

    @Test
    void invalidBodyBeforeMissingKey() {
        assertIsProblem(post("/v1/wallets", full, chunked("{\"surprise\":1}")), ProblemCode.BODY_INVALID);
    }

    @Test
    void missingKeyBeforeUnknownObject() {
        assertIsProblem(
                post("/v1/wallets", full, chunked(opening(unknown("sub")))), ProblemCode.IDEMPOTENCY_KEY_MISSING);
    }

    @Test
    void reusedKeyBeforeUnknownObject() {
        ApiClient client = program.client();
        String key = UUID.randomUUID().toString();
        String subscriber = TestProgram.subscriber(client);
        assertThat(client.post("/v1/wallets", opening(subscriber), key).status())
                .isEqualTo(201);
        assertThat(client.post("/v1/wallets", opening(unknown("sub")), key).code())
                .isEqualTo("idempotency_key_reused");
        assertThat(client.post("/v1/wallets", opening(unknown("sub"))).code()).isEqualTo("not_found");
    }

    private RawHttp.Answer refused(ProblemCode code, String... lines) {
        RawHttp.Answer answer = http().send(lines);
        assertIsProblem(answer, code);
        return answer;
    }

    private RawHttp.Answer post(String path, String authorization, byte[] chunks) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + authorization
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + chunks.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(chunks, 0, all, head.length, chunks.length);
        return http().send(all);
    }

    private static byte[] chunked(String body) {
        return (Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String opening(String subscriber) {
        return "{\"subscriber_id\":\"" + subscriber + "\",\"currency\":\"EUR\"}";
    }

    private static String unknown(String prefix) {
        return io.flowlet.ids.PublicId.format(prefix, UUID.randomUUID());
    }

    /** A client that may call from a network where no test runs. */
    private String elsewhere() {
        TenantId tenant = program.tenant(TenantMode.TEST);
        Caller system = new Caller(Actor.system(tenant, "test"), new Trace("0".repeat(32), "req_test"));
        NewClient asked = new NewClient(
                tenant,
                UUID.randomUUID(),
                "Elsewhere",
                Set.of(new Scope("wallets:read")),
                List.of(Network.parse("192.0.2.0/24").orElseThrow()));
        return authorizationFrom("192.0.2.7", clients.create(asked, system));
    }

    /** Spends more than a minute's requests of one class; a bucket fills by ten a second meanwhile. */
    private void usedUp(String authorization) {
        String request = "POST /v1/nothing HTTP/1.1\r\nHost: x\r\nAuthorization: " + authorization
                + "\r\nContent-Length: 0\r\n\r\n";
        RawHttp.Answer last = http().pipeline(request, WRITES_PER_MINUTE);
        while (last.status() != ProblemCode.RATE_LIMITED.status()) {
            last = http().pipeline(request, 20);
        }
    }
}
