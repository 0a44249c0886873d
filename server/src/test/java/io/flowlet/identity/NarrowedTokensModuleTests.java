package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.SignIn;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens for which less was asked than was granted: what they open is what they say. */
class NarrowedTokensModuleTests extends OpenIdTests {
    private SignIn.App party;
    private Answer granted;

    @BeforeEach
    void grantEverything() {
        party = relyingParty(basic(), "profile:read", "wallets:read");
        granted = exchanged(
                party,
                answer(
                        SignIn.browser(party),
                        request(party, "openid profile email offline_access wallets:read"),
                        subscriber()));
    }

    @Test
    void oneWithoutOpenidOpensNoPersonalClaims() {
        Answer narrowed = refreshed(granted.text("/refresh_token"), "wallets:read");
        assertThat(narrowed.text("/scope")).isEqualTo("wallets:read");
        HttpResponse<String> refused = get("/oauth2/userinfo", narrowed.text("/access_token"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"flowlet\", error=\"insufficient_scope\", scope=\"openid\"");
        assertThat(introspectedScope(narrowed.text("/access_token"))).isEqualTo("wallets:read");
    }

    @Test
    void oneWithoutProfileOpensTheAddressOnly() {
        Answer narrowed = refreshed(granted.text("/refresh_token"), "openid email");
        assertThat(json(get("/oauth2/userinfo", narrowed.text("/access_token"))).propertyNames())
                .containsExactlyInAnyOrder("sub", "email", "email_verified");
        assertThat(introspectedScope(narrowed.text("/access_token"))).isEqualTo("email openid");
    }

    @Test
    void theNextRefreshHasAllThatWasGrantedAgain() {
        Answer narrowed = refreshed(granted.text("/refresh_token"), "wallets:read");
        Answer full = refreshed(narrowed.text("/refresh_token"), "");
        String all = "email offline_access openid profile wallets:read";
        assertThat(full.text("/scope")).isEqualTo(all);
        assertThat(introspectedScope(full.text("/access_token"))).isEqualTo(all);
        assertThat(json(get("/oauth2/userinfo", full.text("/access_token")))
                        .path("name")
                        .asString())
                .isEqualTo("Ada Lovelace");
    }

    private Answer refreshed(String refresh, String scope) {
        return SignIn.token(party, Map.of("grant_type", "refresh_token", "refresh_token", refresh, "scope", scope));
    }

    private String introspectedScope(String token) {
        String pair = Base64.getEncoder()
                .encodeToString((party.clientId() + ":" + party.secret()).getBytes(StandardCharsets.UTF_8));
        return json(send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/introspect"))
                        .header("Authorization", "Basic " + pair)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token))
                        .build()))
                .path("scope")
                .asString("");
    }
}
