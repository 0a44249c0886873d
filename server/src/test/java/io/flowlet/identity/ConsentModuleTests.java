package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Browser;
import io.flowlet.testing.SignIn;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of consent is no way around a sign-in. */
class ConsentModuleTests extends OpenIdTests {
    private SignIn.App party;
    private Person ada;
    private Browser browser;

    @BeforeEach
    void signInAMomentAgo() {
        party = relyingParty(basic(), "profile:read");
        ada = subscriber();
        browser = SignIn.browser(party);
        assertThat(answer(browser, request(party, "openid"), ada)).contains("code=");
    }

    @ParameterizedTest
    @CsvSource({"prompt, login", "prompt, select_account", "max_age, 0", "state, plain"})
    void isNotThereForARequestThatAsksForNone(String name, String value) {
        HttpResponse<String> refused =
                browser.get("/consent?" + Browser.encoded(request(party, "openid", name, value)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("location")).isEmpty();
    }

    @Test
    void followsTheSignInThatPromptLoginAsksFor() {
        Map<String, String> request = request(party, "openid", "prompt", "login consent");
        assertStartsOver("/consent?" + Browser.encoded(request));
        String page = answer(browser, request, ada);
        assertThat(page).startsWith("/consent?");
        assertThat(allowed(page)).contains("code=");
    }

    @Test
    void followsTheSignInThatMaxAgeAsksFor() {
        Map<String, String> request = request(party, "openid", "prompt", "consent", "max_age", "0");
        assertStartsOver("/consent?" + Browser.encoded(request));
        assertThat(allowed(answer(browser, request, ada))).contains("code=");
    }

    @Test
    void takesTheProofOfThisRequestAndSessionOnly() {
        Map<String, String> mild = request(party, "openid", "prompt", "consent");
        String page = answer(browser, mild, ada);
        String proof = page.substring(page.lastIndexOf("&signed_in="));
        Map<String, String> strict = request(party, "openid", "prompt", "login consent");
        assertStartsOver("/consent?" + Browser.encoded(strict) + proof);
        String later = proof.replaceFirst("=\\d", "=9");
        assertStartsOver("/consent?" + Browser.encoded(mild) + later);

        assertThat(answer(browser, strict, ada))
                .startsWith("/consent?"); // by another session, which is the browser's now
        assertStartsOver("/consent?" + Browser.encoded(mild) + proof);
    }

    private void assertStartsOver(String page) {
        String location = Browser.location(browser.get(page));
        assertThat(location).startsWith("/oauth2/authorize?").doesNotContain("signed_in");
    }

    private String allowed(String page) {
        String token = Browser.formToken(browser.get(page));
        return Browser.location(browser.post(page, Map.of("form_token", token, "decision", "allow"), "same-origin"));
    }
}
