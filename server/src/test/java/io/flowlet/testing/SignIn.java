package io.flowlet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Signs persons in over HTTP, as a program's own app does: authorization request, page, form, code, token.
 *
 * <p>{@link #app} registers the app, {@link #person} signs somebody in there; a person's account must exist. Every browser comes from an address
 * of its own, so that no test uses up another's attempts.
 */
public final class SignIn {
    public static final String REDIRECT = "https://app.example/callback";
    /** Good enough for every rule, as long as the person is not called so. */
    public static final String PASSWORD = "marble-cactus-window-twelve-77";

    private static final String VERIFIER = "v".repeat(43);
    private static final AtomicInteger BROWSERS = new AtomicInteger();

    private SignIn() {}

    /** A registered client with its secret. */
    public record App(int port, String clientId, String secret) {}

    /** What the token endpoint gave. */
    public record Tokens(App app, String access, String refresh, Browser browser) {
        public ApiClient api() {
            return ApiClient.holding(app.port(), access);
        }
    }

    /** Registers an app through {@code admin}, a client with {@code clients:write}. */
    public static App app(int port, ApiClient admin, String audience, String... scopes) {
        String names = Arrays.stream(scopes).map(scope -> "\"" + scope + "\"").collect(Collectors.joining(","));
        Answer made = admin.post("/v1/oauth_clients", """
                {"name":"App","scopes":["payments:read"],
                 "sign_in":{"audience":"%s","redirect_uris":["%s"],"scopes":[%s]}}
                """.formatted(audience, REDIRECT, names));
        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        return new App(port, made.text("/id"), made.text("/client_secret"));
    }

    /** Signs a person in and returns a caller with the person's token, holding all that the app may. */
    public static ApiClient person(App app, String email, String password) {
        return tokens(app, email, password).api();
    }

    /** As {@link #person}, with the refresh token and the browser. */
    public static Tokens tokens(App app, String email, String password) {
        Browser browser = browser(app);
        return exchanged(app, browser, code(browser, app, email, password));
    }

    public static Browser browser(App app) {
        int number = BROWSERS.incrementAndGet();
        return new Browser(app.port(), "198.18.%d.%d".formatted(number / 250, number % 250 + 1));
    }

    /** Trades a code for tokens. */
    public static Tokens exchanged(App app, Browser browser, String code) {
        Answer answer = token(app, exchange(code));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return new Tokens(app, answer.text("/access_token"), answer.text("/refresh_token"), browser);
    }

    /** Goes through the page and returns the code. */
    public static String code(Browser browser, App app, String email, String password) {
        String page = Browser.location(browser.get("/oauth2/authorize?" + query(app)));
        HttpResponse<String> answer = submit(browser, page, email, password);
        return parameter(Browser.location(answer), "code");
    }

    /** Fills in the form at {@code page}. */
    public static HttpResponse<String> submit(Browser browser, String page, String email, String password) {
        String token = Browser.formToken(browser.get(page));
        return browser.post(page, Map.of("form_token", token, "email", email, "password", password), "same-origin");
    }

    /** The query of an authorization request of {@code app}. */
    public static String query(App app) {
        return Browser.encoded(request(app));
    }

    public static Map<String, String> request(App app) {
        Map<String, String> request = new TreeMap<>();
        request.put("response_type", "code");
        request.put("client_id", app.clientId());
        request.put("redirect_uri", REDIRECT);
        request.put("state", UUID.randomUUID().toString());
        request.put("code_challenge", challenge(VERIFIER));
        request.put("code_challenge_method", "S256");
        return request;
    }

    /** The form that trades {@code code} for tokens. */
    public static Map<String, String> exchange(String code) {
        Map<String, String> form = new TreeMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", REDIRECT);
        form.put("code_verifier", VERIFIER);
        return form;
    }

    /** Calls the token endpoint as {@code app}. */
    public static Answer token(App app, Map<String, String> form) {
        String basic = Base64.getEncoder()
                .encodeToString((app.clientId() + ":" + app.secret()).getBytes(StandardCharsets.UTF_8));
        return ApiClient.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + "/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(Browser.encoded(form)))
                .build());
    }

    /** The value of {@code name} in the query of {@code location}; empty if it is not there. */
    public static String parameter(String location, String name) {
        String query = URI.create(location).getRawQuery();
        return Arrays.stream(query == null ? new String[0] : query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    public static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
