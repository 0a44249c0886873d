package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.ServerTests;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

class ContainerProblemsModuleTests extends ServerTests {
    @LocalServerPort
    int port;

    @Test
    void probe() {
        RawHttp http = new RawHttp(port);
        String a = "a".repeat(9000);
        for (String[] lines : new String[][] {
            {"GET /v1/wallets HTTP/1.1", "Host: x"},
            {"GET /nothing HTTP/1.1", "Host: x"},
            {"GET /v1/wallets HTTP/1.1"},
            {"GET /v1/wa llets HTTP/1.1", "Host: x"},
            {"GET /v1/<wallets HTTP/1.1", "Host: x"},
            {"G@T /v1/wallets HTTP/1.1", "Host: x"},
            {"GET /v1/wallets HTTP/1.1", "Host: x", "bad header: x"},
            {"GET /v1/wallets HTTP/1.1", "Host: x", "bad"},
            {"GET /v1/wallets HTTP/1.1", "Host: x", "A: b\u0001c"},
            {"GET /v1/wallets HTTP/1.1", "Host: x", "Host: y"},
            {"GET /v1/wallets HTTP/1.1", "Host: x y"},
            {"GET /v1/wallets HTTP/9.9", "Host: x"},
            {"GET /v1/wallets HTTQ/1.1", "Host: x"},
            {"GET /v1/" + a + " HTTP/1.1", "Host: x"},
            {"GET /v1/" + a + a + " HTTP/1.1", "Host: x"},
            {"GET /v1/wallets?" + a + " HTTP/1.1", "Host: x"},
            {"GET /v1/wallets HTTP/1.1", "Host: x", "A: " + a, "B: " + a},
            {"GET /v1/wallets HTTP/1.1", "Host: x", "A: b\r\nA: b".repeat(120)},
            {"TRACE /v1/wallets HTTP/1.1", "Host: x"},
            {"OPTIONS * HTTP/1.1", "Host: x"},
            {"OPTIONS /v1/wallets HTTP/1.1", "Host: x"},
            {"FOO /v1/wallets HTTP/1.1", "Host: x"},
            {"CONNECT x:443 HTTP/1.1", "Host: x"},
            {"GET http://evil/v1/wallets HTTP/1.1", "Host: x"},
            {"GET /v1/../wallets HTTP/1.1", "Host: x"},
            {"GET /v1/%2e%2e/wallets HTTP/1.1", "Host: x"},
            {"GET /v1//wallets HTTP/1.1", "Host: x"},
            {"GET /v1/wallets;a=b HTTP/1.1", "Host: x"},
            {"GET /v1/%00 HTTP/1.1", "Host: x"},
            {"GET /v1/%zz HTTP/1.1", "Host: x"},
            {"GET /v1/%ff HTTP/1.1", "Host: x"},
            {"GET /v1/a%2fb HTTP/1.1", "Host: x"},
            {"GET /v1/a\\b HTTP/1.1", "Host: x"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: -1"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: abc"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: 5", "Content-Length: 6"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: 99999999999999999999"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Content-Length: 2000000"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Transfer-Encoding: foo"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", "Content-Length: 5"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Expect: 200-maybe", "Content-Length: 0"},
            {"POST /v1/wallets HTTP/1.1", "Host: x", "Expect: 100-continue", "Content-Length: 2"},
            {"GET /v1/wallets"},
            {"GET /actuator/health HTTP/1.1", "Host: x"},
            {"GET /problems/body_invalid HTTP/1.1", "Host: x"},
            {"GET /problems/body_invalid HTTP/1.1", "Host: x", "Accept: text/html"},
            {"GET /problems HTTP/1.1", "Host: x", "Accept: image/png"},
            {"POST /problems HTTP/1.1", "Host: x", "Content-Length: 0"},
            {"GET /problems/none HTTP/1.1", "Host: x"},
            {"GET /problems/a/b HTTP/1.1", "Host: x"},
            {"GET /oauth2/token HTTP/1.1", "Host: x"},
            {"POST /oauth2/token HTTP/1.1", "Host: x", "Content-Length: 2000000"},
            {"GET /.well-known/oauth-authorization-server HTTP/1.1", "Host: x"},
        }) {
            try {
                RawHttp.Answer answer = http.send(lines);
                System.out.println("PROBE " + lines[0].substring(0, Math.min(50, lines[0].length())) + " | " + (lines.length > 2 ? lines[2].substring(0, Math.min(30, lines[2].length())) : "")
                    + " => " + answer.status() + " " + answer.body().replace("\n", " ") + " " + answer.headers());
            } catch (AssertionError | RuntimeException e) {
                System.out.println("PROBE " + lines[0].substring(0, Math.min(50, lines[0].length())) + " => !!" + e.toString().replace("\n", " "));
            }
        }
        assertThat(1).isEqualTo(1);
    }
}
