package io.flowlet.demo;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A person's way in, as an app leads it: authorize, the server's own page, the code, the token.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7636">RFC 7636</a>
 */
final class SignIn {
    private static final int RANDOM_BYTES = 32;

    private final Api.Secret client;
    private final URI redirect;
    private final String scopes;

    /**
     * @param redirect where the app takes the code; nothing listens there, the walk only looks at the address
     * @param scopes that the app asks for, with spaces between
     */
    SignIn(Api.Secret client, URI redirect, String scopes) {
        this.client = client;
        this.redirect = redirect;
        this.scopes = scopes;
    }

    /** The API for the person who signed in. */
    Api as(String email, String password, Api server, Steps steps) {
        String verifier = random();
        String state = random();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", client.clientId());
        parameters.put("redirect_uri", redirect.toString());
        parameters.put("scope", scopes);
        parameters.put("state", state);
        parameters.put("code_challenge", challenge(verifier));
        parameters.put("code_challenge_method", "S256");
        steps.request("GET /oauth2/authorize?response_type=code&code_challenge_method=S256&…", "");
        Browser.Page back;
        try (Browser browser = new Browser()) {
            Browser.Page page = browser.open(server.base().resolve("/oauth2/authorize?" + Api.form(parameters)));
            Steps.expect(page.status() == 200, "no page to sign in: " + page.status());
            steps.answer(page.status(), "the page to sign in");
            steps.request("POST " + page.action().getPath(), "email=" + email + "&password=…");
            back = browser.submit(page, Map.of("email", email, "password", password));
        }
        var answered = UriComponentsBuilder.fromUri(back.at()).build().getQueryParams();
        String code = answered.getFirst("code");
        Steps.expect(code != null && state.equals(answered.getFirst("state")), "no code came back: " + back.status());
        steps.answer(back.status(), "back to the app with a code");
        return exchange(String.valueOf(code), verifier, server, steps);
    }

    private Api exchange(String code, String verifier, Api server, Steps steps) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect.toString());
        form.put("code_verifier", verifier);
        steps.request("POST /oauth2/token", "grant_type=authorization_code&code=…&code_verifier=…");
        Api.Answer answer = server.token(client, form);
        Steps.expect(answer.status() == 200, "the code was refused: " + answer.status() + " " + answer.text());
        steps.answer(
                answer.status(),
                answer.at("token_type") + ", " + answer.json().at("/expires_in").asInt() + " s, and a refresh token");
        return server.as(answer.at("access_token"));
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
