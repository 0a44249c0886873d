package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Answer;
import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parameter without a value counts as not sent (RFC 6749, 3.1). */
class EmptyParametersModuleTests extends OpenIdTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "state",
                "request",
                "request_uri",
                "dpop_jkt",
                "response_mode",
                "scope",
                "prompt",
                "max_age",
                "nonce",
                "claims"
            })
    void isAsGoodAsNone(String name) {
        Map<String, String> request = SignIn.request(app);
        request.put(name, "");
        String location = answer(SignIn.browser(app), request, subscriber());
        assertThat(location).startsWith(SignIn.REDIRECT + "?code=");
        if (name.equals("state")) {
            assertThat(location).doesNotContain("state=");
        }
        assertThat(exchanged(app, location).text("/scope")).isEqualTo("profile:read profile:write wallets:read");
    }

    @Test
    void isNoHalfOfPkceEither() {
        SignIn.App party = relyingParty(basic(), "profile:read");
        Map<String, String> request = request(party, "openid offline_access", "code_challenge", "");
        request.put("code_challenge_method", "");
        String location = answer(SignIn.browser(party), request, subscriber());
        Map<String, String> form = SignIn.exchange(SignIn.parameter(location, "code"));
        form.put("code_verifier", "");
        Answer tokens = SignIn.token(party, form);
        assertThat(tokens.status()).as("%s", tokens.body()).isEqualTo(200);
        Answer refreshed = SignIn.token(
                party,
                Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("/refresh_token"), "scope", ""));
        assertThat(refreshed.text("/scope")).isEqualTo("offline_access openid");
    }

    @Test
    void whatIsNeededIsMissing() {
        for (String name : List.of("response_type", "code_challenge")) {
            Map<String, String> request = SignIn.request(app);
            request.put(name, "");
            assertThat(error(request, "")).as(name).isEqualTo("invalid_request");
        }
        for (String name : List.of("code", "redirect_uri", "code_verifier")) {
            Map<String, String> form = SignIn.exchange("x");
            form.put(name, "");
            assertThat(SignIn.token(app, form).text("/error")).as(name).isEqualTo("invalid_request");
        }
    }

    @Test
    void twiceIsTwiceWithoutAValueToo() {
        assertThat(error(SignIn.request(app), "&scope=&scope=")).isEqualTo("invalid_request");
        assertThat(error(SignIn.request(app), "&prompt=&prompt=login")).isEqualTo("invalid_request");
    }

    private String error(Map<String, String> request, String more) {
        return SignIn.parameter(
                Browser.location(SignIn.browser(app).get("/oauth2/authorize?" + Browser.encoded(request) + more)),
                "error");
    }
}
