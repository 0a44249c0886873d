package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.ProblemCode;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the container refuses before any filter sees it, and what the first steps refuse, byte for byte. */
class ContainerProblemsModuleTests extends EdgeTests {
    private static final String LONG = "a".repeat(9_000);

    static Stream<Arguments> badRequests() {
        return Stream.of(
                bad("no host", 400, "GET /v1/wallets HTTP/1.1"),
                bad("two hosts", 400, "GET /v1/wallets HTTP/1.1", "Host: x", "Host: y"),
                bad("a host with a blank", 400, "GET /v1/wallets HTTP/1.1", "Host: x y"),
                bad("another host in the request line", 400, "GET http://evil/v1/wallets HTTP/1.1", "Host: x"),
                bad("a blank in the path", 400, "GET /v1/wa llets HTTP/1.1", "Host: x"),
                bad("a raw < in the path", 400, "GET /v1/<wallets HTTP/1.1", "Host: x"),
                bad("a backslash in the path", 400, "GET /v1/a\\b HTTP/1.1", "Host: x"),
                bad("an encoded slash", 400, "GET /v1/a%2fb HTTP/1.1", "Host: x"),
                bad("an encoded backslash", 400, "GET /v1/a%5cb HTTP/1.1", "Host: x"),
                bad("an encoded NUL", 400, "GET /v1/%00 HTTP/1.1", "Host: x"),
                bad("a line feed in the path", 400, "GET /v1/%0a HTTP/1.1", "Host: x"),
                bad("half an escape", 400, "GET /v1/%zz HTTP/1.1", "Host: x"),
                bad("a path that is not UTF-8", 400, "GET /v1/%ff HTTP/1.1", "Host: x"),
                bad("a step up", 400, "GET /v1/../v1/wallets HTTP/1.1", "Host: x"),
                bad("an encoded step up", 400, "GET /v1/%2e%2e/wallets HTTP/1.1", "Host: x"),
                bad("two slashes", 400, "GET /v1//wallets HTTP/1.1", "Host: x"),
                bad("a path parameter", 400, "GET /v1/wallets;a=b HTTP/1.1", "Host: x"),
                bad("an encoded letter", 400, "GET /%761/wallets HTTP/1.1", "Host: x"),
                bad("an encoded percent sign", 400, "GET /v1/%25 HTTP/1.1", "Host: x"),
                bad("a method that is no token", 400, "G@T /v1/wallets HTTP/1.1", "Host: x"),
                bad("CONNECT", 400, "CONNECT x:443 HTTP/1.1", "Host: x"),
                bad("another protocol", 400, "GET /v1/wallets HTTQ/1.1", "Host: x"),
                bad("another version", 400, "GET /v1/wallets HTTP/9.9", "Host: x"),
                bad("a header name with a blank", 400, "GET /v1/wallets HTTP/1.1", "Host: x", "bad header: x"),
                bad("a header without a colon", 400, "GET /v1/wallets HTTP/1.1", "Host: x", "bad"),
                bad("a control character in a header", 400, "GET /v1/wallets HTTP/1.1", "Host: x", "A: b\u0001c"),
                bad(
                        "a C1 control in a header that is read",
                        400,
                        "GET /v1/wallets HTTP/1.1",
                        "Host: x",
                        "Authorization: Bearer a\u0085"),
                bad("a negative length", 400, "POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: -1"),
                bad("a length that is no number", 400, "POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: abc"),
                bad(
                        "two lengths",
                        400,
                        "POST /v1/wallets HTTP/1.1",
                        "Host: x",
                        "Content-Length: 5",
                        "Content-Length: 6"),
                bad(
                        "a length beyond any",
                        400,
                        "POST /v1/wallets HTTP/1.1",
                        "Host: x",
                        "Content-Length: 99999999999999999999"),
                bad("an unknown coding", 400, "POST /v1/wallets HTTP/1.1", "Host: x", "Transfer-Encoding: foo"),
                bad("an unknown expectation", 400, "POST /v1/wallets HTTP/1.1", "Host: x", "Expect: 200-maybe"),
                bad("a long path", 414, "GET /v1/" + LONG + " HTTP/1.1", "Host: x"),
                bad("a long query", 414, "GET /v1/wallets?" + LONG + " HTTP/1.1", "Host: x"),
                bad("a request line beyond the buffer", 414, "GET /v1/" + LONG + LONG + " HTTP/1.1", "Host: x"),
                bad("large headers", 431, "GET /v1/wallets HTTP/1.1", "Host: x", "A: " + LONG, "B: " + LONG),
                bad("many headers", 431, "GET /v1/wallets HTTP/1.1", "Host: x", "A: b\r\n".repeat(120) + "A: b"),
                bad("a large body", 413, "POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: 1048577"),
                bad("TRACE", 405, "TRACE /v1/wallets HTTP/1.1", "Host: x", "Cookie: a=b"));
    }

    private static Arguments bad(String what, int status, String... lines) {
        return Arguments.of(what, status, lines);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRequests")
    void answersWithAProblem(String what, int status, String[] lines) {
        RawHttp.Answer answer = http().send(lines);
        assertIsProblem(
                answer,
                switch (status) {
                    case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
                    case 413 -> ProblemCode.BODY_TOO_LARGE;
                    case 414 -> ProblemCode.URI_TOO_LONG;
                    case 431 -> ProblemCode.HEADERS_TOO_LARGE;
                    default -> ProblemCode.REQUEST_MALFORMED;
                });
        assertThat(answer.body()).doesNotContain("Cookie", "evil").hasSizeLessThan(2_000);
        if (status == 405) {
            assertThat(answer.header("allow")).contains("GET");
        }
    }

    @Test
    void answersHttp09WithAProblemToo() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /v1/wallets\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all).contains("\"code\":\"request_malformed\"").doesNotContain("\"token_missing\"");
        }
    }

    @Test
    void refusesAChunkThatIsNoChunk() {
        String authorization = authorization(newProgram().client());
        RawHttp.Answer answer = http().sendWithBody(
                        "POST /v1/wallets HTTP/1.1\r\nHost: x\r\nAuthorization: " + authorization
                                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "zz\r\n{}\r\n0\r\n\r\n");
        assertIsProblem(answer, ProblemCode.REQUEST_MALFORMED);
    }

    @Test
    void answersOAuthPathsInTheWordsOfTheirRfc() {
        RawHttp.Answer answer = http().send("POST /oauth2/token HTTP/1.1", "Host: x", "Content-Length: 1048577");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().path("error").stringValue()).isEqualTo("invalid_request");
        assertHasHeaders(answer);
    }

    @Test
    void keepsTheConnectionAfterARefusalThatCouldBeRead() {
        String one = "GET /v1/wallets HTTP/1.1\r\nHost: x\r\n\r\n";
        RawHttp.Answer answer = http().sendWithBody(one + one, "");
        assertIsProblem(answer, ProblemCode.TOKEN_MISSING);
        assertThat(answer.header("connection")).isEmpty();
    }
}
