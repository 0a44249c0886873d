package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.testing.ServerTests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

class InvitationPagesModuleTests extends ServerTests {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private Invitations invitations;

    private String path;

    @BeforeEach
    void invite() {
        Trace trace = new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "req_test");
        path = invitations
                .create(new Caller(Actor.system(TenantId.PLATFORM, "test"), trace))
                .link()
                .getPath();
    }

    @Test
    void saysWhatItIsWithoutUsingTheLinkUp() throws Exception {
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> page = get(path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<h1>Become an operator</h1>", "<form method=\"post\">", "lang=\"en\"");
        }
    }

    @Test
    void showsTheCredentialsOnce() throws Exception {
        HttpResponse<String> page = post(path, "Sec-Fetch-Site", "same-origin");
        assertThat(page.statusCode()).isEqualTo(200);
        Matcher pair = Pattern.compile("(cli_\\w{26}):(cls_[\\w-]{43})").matcher(page.body());
        assertThat(pair.find()).isTrue();
        assertThat(page.body()).contains("curl -u '" + pair.group(), ISSUER + "/oauth2/token");

        HttpRequest token = HttpRequest.newBuilder(uri("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=%s&client_secret=%s"
                        .formatted(pair.group(1), pair.group(2))))
                .build();
        HttpResponse<String> answer = HTTP.send(token, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"scope\":\"programs:destroy programs:read programs:write\"");

        assertThat(post(path, "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(404);
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void answersAlikeForEveryLinkThatDoesNotWork() throws Exception {
        post(path, "Sec-Fetch-Site", "same-origin");
        List<String> pages = new ArrayList<>();
        for (String closed : List.of(path, Invitations.PATH + "x", Invitations.PATH + "A".repeat(43))) {
            HttpResponse<String> shown = get(closed);
            HttpResponse<String> sent = post(closed, "Sec-Fetch-Site", "same-origin");
            assertThat(List.of(shown.statusCode(), sent.statusCode())).containsOnly(404);
            pages.add(shown.body());
            pages.add(sent.body());
        }
        assertThat(pages).containsOnly(pages.getFirst());
        assertThat(pages.getFirst()).contains("This link does not work");
    }

    @Test
    void lendsNothingToOtherSites() throws Exception {
        List<HttpResponse<String>> pages =
                List.of(get(path), post(path, "Sec-Fetch-Site", "same-origin"), get(Invitations.PATH + "x"));
        for (HttpResponse<String> page : pages) {
            assertThat(page.headers().allValues("content-security-policy"))
                    .containsExactly("default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
                            + " frame-ancestors 'none'");
            assertThat(page.headers().allValues("cache-control")).containsExactly("no-store");
            assertThat(page.headers().allValues("referrer-policy")).containsExactly("no-referrer");
            assertThat(page.headers().allValues("x-content-type-options")).containsExactly("nosniff");
            assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
            assertThat(page.body()).doesNotContain("<script", "style=", "<style", "onclick", "http-equiv");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, none, 403",
        "Sec-Fetch-Site, same-origin, 200",
        "Origin, https://elsewhere.example, 403",
        "Origin, http://localhost:8080, 200",
        "Origin, null, 200",
        "X-Nothing, x, 200",
    })
    void takesTheButtonFromItsOwnPageOnly(String header, String value, int status) throws Exception {
        assertThat(post(path, header, value).statusCode()).isEqualTo(status);
        assertThat(get(path).statusCode()).isEqualTo(status == 200 ? 404 : 200);
    }

    @Test
    void hasAStyleSheet() throws Exception {
        HttpResponse<String> style = get("/invite/style.css");
        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(style.headers().firstValue("content-type").orElseThrow()).startsWith("text/css");
        assertThat(style.body()).contains("main {");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(path)).GET().build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header(header, value)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.noBody())
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
