package io.flowlet.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.sdk.FakeServer.Reply;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OAuthTests {
    private static final URI BACK = URI.create("https://app.example/callback?a=b");
    private static final String TOKENS = """
            {"access_token":"access-canary","refresh_token":"refresh-canary","token_type":"Bearer","expires_in":300,
             "scope":"wallets:read kys:read"}
            """;

    private static Flowlet open(FakeServer server) {
        return Flowlet.at(server.address())
                .client("cli_1", "s:e c")
                .publicAddress(URI.create("https://bank.example"))
                .open();
    }

    private static Map<String, String> fields(String encoded) {
        Map<String, String> fields = new TreeMap<>();
        for (String pair : encoded.split("&", -1)) {
            String[] sides = pair.split("=", 2);
            fields.put(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Test
    void aSignInSendsTheBrowserWithAChallengeAndKeepsTheVerifier() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, TOKENS));
                Flowlet flowlet = open(server)) {
            OAuth.SignIn started = flowlet.oauth().signIn(BACK, List.of("wallets:read", "kys:read"));

            assertThat(started.url().toString()).startsWith("https://bank.example/oauth2/authorize?");
            assertThat(fields(started.url().getRawQuery()))
                    .containsOnly(
                            Map.entry("response_type", "code"),
                            Map.entry("client_id", "cli_1"),
                            Map.entry("redirect_uri", BACK.toString()),
                            Map.entry("scope", "wallets:read kys:read"),
                            Map.entry("state", started.state()),
                            Map.entry("code_challenge", Random.challenge(started.codeVerifier())),
                            Map.entry("code_challenge_method", "S256"));
            assertThat(started.state()).hasSize(43).isNotEqualTo(started.codeVerifier());
            assertThat(started.isAnsweredBy(started.state())).isTrue();
            assertThat(started.isAnsweredBy(null)).isFalse();
            assertThat(started.isAnsweredBy("other")).isFalse();
            assertThat(started.toString()).doesNotContain(started.state(), started.codeVerifier());
        }
    }

    @Test
    void theChallengeIsThatOfTheRfc() {
        assertThat(Random.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    @Test
    void aCodeIsTradedWithItsVerifier() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, TOKENS));
                Flowlet flowlet = open(server)) {
            OAuth.SignIn started = flowlet.oauth().signIn(BACK, List.of("kys:read"));
            OAuth.Tokens tokens = flowlet.oauth().exchange(started, "the-code", "https://bank.example");

            assertThat(tokens.accessToken()).isEqualTo("access-canary");
            assertThat(tokens.refreshToken()).isEqualTo("refresh-canary");
            assertThat(tokens.life()).isEqualTo(Duration.ofMinutes(5));
            assertThat(tokens.scopes()).containsExactly("kys:read", "wallets:read");
            assertThat(tokens.toString()).doesNotContain("canary");
            assertThat(server.received()).singleElement().satisfies(request -> {
                assertThat(request.line()).isEqualTo("POST /oauth2/token");
                assertThat(fields(request.body()))
                        .containsOnly(
                                Map.entry("grant_type", "authorization_code"),
                                Map.entry("code", "the-code"),
                                Map.entry("redirect_uri", BACK.toString()),
                                Map.entry("code_verifier", started.codeVerifier()));
                // each half is form-encoded before it is joined: RFC 6749, 2.3.1
                assertThat(request.header("Authorization")).isEqualTo("Basic Y2xpXzE6cyUzQWUrYw==");
            });
        }
    }

    @Test
    void aCodeOfAnotherServerIsNotSentAnywhere() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, TOKENS));
                Flowlet flowlet = open(server)) {
            OAuth.SignIn started = flowlet.oauth().signIn(BACK, List.of("kys:read"));
            assertThatThrownBy(() -> flowlet.oauth().exchange(started, "code", "https://evil.example"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void tokensAreRefreshedAndRevoked() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, TOKENS));
                Flowlet flowlet = open(server)) {
            flowlet.oauth().refresh("refresh-1");
            flowlet.oauth().revoke("refresh-2");

            assertThat(server.received().stream().map(request -> request.line() + " " + fields(request.body())))
                    .containsExactly(
                            "POST /oauth2/token {grant_type=refresh_token, refresh_token=refresh-1}",
                            "POST /oauth2/revoke {token=refresh-2}");
        }
    }

    @Test
    void signingOutLeadsThroughTheServer() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, TOKENS));
                Flowlet flowlet = open(server)) {
            assertThat(flowlet.oauth().signOutUrl(URI.create("https://app.example/bye")))
                    .hasToString("https://bank.example/signout?client_id=cli_1"
                            + "&post_signout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye");
        }
    }

    @Test
    void withoutCredentialsNobodySignsIn() {
        try (FakeServer server = new FakeServer(request -> Reply.json(200, TOKENS));
                Flowlet flowlet = server.client()) {
            assertThatThrownBy(flowlet::oauth).isInstanceOf(IllegalStateException.class);
        }
    }
}
