package io.flowlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.GeneratedPage;
import io.flowlet.testing.ServerTests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

class DocsPagesModuleTests extends ServerTests {
    private static final Pattern ELSEWHERE = Pattern.compile("(?:src|href|url)\\s*[=(]\\s*[\"']?(?:https?:)?//");

    @LocalServerPort
    private int port;

    private HttpResponse<byte[]> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }

    @Test
    void theDocumentIsTheCommittedOneAndNeedsNoToken() throws IOException {
        HttpResponse<byte[]> answer = get("/openapi/flowlet.json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo(Files.readString(GeneratedPage.root().resolve("docs/openapi/flowlet.json")));
        assertThat(header(answer, "Content-Type")).startsWith("application/json");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void everyPartIsCompressedAndRevalidated() throws IOException {
        for (String path : new String[] {"/openapi/flowlet.json", "/docs", "/docs/style.css", "/docs/redoc-2.1.4.js"}) {
            HttpResponse<byte[]> plain = get(path);
            HttpResponse<byte[]> zipped = get(path, "Accept-Encoding", "br, gzip");
            assertThat(plain.statusCode()).as(path).isEqualTo(200);
            assertThat(header(zipped, "Content-Encoding")).as(path).isEqualTo("gzip");
            assertThat(header(plain, "Content-Encoding")).as(path).isEmpty();
            assertThat(header(plain, "Vary")).as(path).contains("Accept-Encoding");
            assertThat(header(zipped, "ETag")).as(path).isNotEqualTo(header(plain, "ETag"));
            try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
                assertThat(unzipped.readAllBytes()).as(path).isEqualTo(plain.body());
            }
            HttpResponse<byte[]> again = get(path, "If-None-Match", header(plain, "ETag"));
            assertThat(again.statusCode()).as(path).isEqualTo(304);
            assertThat(again.body()).as(path).isEmpty();
            assertThat(header(get(path, "Accept-Encoding", "gzip;q=0"), "Content-Encoding"))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    void noPageAsksAnybodyElse() {
        for (String path : new String[] {"/docs", "/docs/style.css", "/problems", "/problems/insufficient_funds"}) {
            HttpResponse<byte[]> page = get(path, "Accept", "text/html, text/css");
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(ELSEWHERE.matcher(text(page)).find()).as(path).isFalse();
        }
        assertThat(text(get("/docs/redoc-2.1.4.js"))).doesNotContain("cdn.redoc.ly");
        assertThat(header(get("/docs"), "Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "worker-src blob:", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval", "http");
        assertThat(header(get("/problems", "Accept", "text/html"), "Content-Security-Policy"))
                .contains("default-src 'none'", "style-src 'self';")
                .doesNotContain("script-src", "unsafe");
    }

    @Test
    void aProblemsPageSaysWhatToDo() {
        for (ProblemCode code : ProblemCode.values()) {
            HttpResponse<byte[]> page = get("/problems/" + code.code(), "Accept", "text/html");
            assertThat(text(page)).as(code.code()).contains(code.code(), "What to do", "<html lang=\"en\">");
        }
        assertThat(text(get("/problems/overloaded", "Accept", "text/html"))).contains("same Idempotency-Key");
        assertThat(text(get("/problems", "Accept", "text/html")))
                .contains(
                        "<td>503</td><td><a href=\"/problems/overloaded\"><code>overloaded</code></a></td><td>The service");
        assertThat(get("/problems/no_such_code", "Accept", "text/html").statusCode())
                .isEqualTo(404);
    }

    @Test
    void nothingElseLiesUnderTheDocs() {
        for (String path :
                new String[] {"/docs/", "/docs/x", "/openapi", "/openapi/other.json", "/docs/..%2fapplication.yml"}) {
            assertThat(get(path).statusCode()).as(path).isIn(400, 404);
        }
    }
}
