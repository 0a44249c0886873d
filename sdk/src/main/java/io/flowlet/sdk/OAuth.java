package io.flowlet.sdk;

import io.flowlet.sdk.problem.OAuthRefused;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Signing people in, as the web backend that they trust: authorization code with PKCE, refresh and sign-out, authenticated with the client's
 * secret. Every refusal is {@link OAuthRefused}. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700">RFC 9700</a>
 */
public final class OAuth {
    private static final String TOKEN = "/oauth2/token";
    private static final String GRANT_TYPE = "grant_type";

    private final Wire wire;
    private final URI publicAddress;
    private final ClientCredentials client;

    OAuth(Wire wire, URI publicAddress, ClientCredentials client) {
        this.wire = wire;
        this.publicAddress = publicAddress;
        this.client = client;
    }

    /**
     * What a token request got. Text forms hide the tokens.
     *
     * @param refreshToken for {@link #refresh}; null for a client's own token. Each refresh brings a new one and ends the old one
     * @param life of the access token, counted from the request
     */
    public record Tokens(String accessToken, @Nullable String refreshToken, Duration life, SortedSet<String> scopes) {
        @Override
        public String toString() {
            return "Tokens[for " + life + ", " + scopes + "]";
        }
    }

    /**
     * A sign-in that was begun: send the browser to {@code url}, keep the rest in its session until it comes back. Text forms hide the verifier.
     *
     * @param url of the sign-in page
     * @param state must come back unchanged: see {@link #isAnsweredBy}
     * @param codeVerifier for {@link OAuth#exchange}
     * @param redirectUri where the browser comes back to
     */
    public record SignIn(URI url, String state, String codeVerifier, URI redirectUri) {
        /** Whether the browser that came back with {@code state} is the one that left; in constant time. */
        public boolean isAnsweredBy(@Nullable String answeredState) {
            return answeredState != null && Random.areEqual(state, answeredState);
        }

        @Override
        public String toString() {
            return "SignIn[to " + redirectUri + "]";
        }
    }

    private record Written(
            String accessToken,
            @Nullable String refreshToken,
            long expiresIn,
            @Nullable String scope) {}

    /**
     * Begins a sign-in.
     *
     * @param redirectUri exactly as it is registered for the client
     */
    public SignIn signIn(URI redirectUri, Collection<String> scopes) {
        String state = Random.text();
        String verifier = Random.text();
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", redirectUri.toString());
        query.put("scope", String.join(" ", scopes));
        query.put("state", state);
        query.put("code_challenge", Random.challenge(verifier));
        query.put("code_challenge_method", "S256");
        URI url = URI.create(publicAddress + "/oauth2/authorize?" + Call.encoded(query));
        return new SignIn(url, state, verifier, redirectUri);
    }

    /**
     * Trades the code that the browser brought for tokens. A code works once, within a minute.
     *
     * @param iss as the browser brought it: it must be this server (RFC 9207); null skips the check
     * @throws OAuthRefused {@code invalid_grant}: used, expired, of another client, redirect or verifier
     * @throws IllegalArgumentException if {@code iss} is another server
     */
    public Tokens exchange(SignIn started, String code, @Nullable String iss) {
        if (iss != null && !iss.equals(publicAddress.toString())) {
            throw new IllegalArgumentException("the code comes from another server");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put(GRANT_TYPE, "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", started.redirectUri().toString());
        form.put("code_verifier", started.codeVerifier());
        return tokens(Call.post(TOKEN).submitting(form));
    }

    /**
     * Fresh tokens for the old refresh token, which ends. Not tried again by itself: a refresh token that is seen twice ends the session.
     *
     * @throws OAuthRefused {@code invalid_grant}: the person must sign in again
     */
    public Tokens refresh(String refreshToken) {
        return tokens(Call.post(TOKEN).submitting(Map.of(GRANT_TYPE, "refresh_token", "refresh_token", refreshToken)));
    }

    /** A token of the client itself. {@link Flowlet} does this by itself. */
    public Tokens clientToken() {
        return tokens(Call.post(TOKEN)
                .submitting(Map.of(GRANT_TYPE, "client_credentials"))
                .repeatably());
    }

    /** Ends an access or refresh token; one that is no token any more is fine. */
    public void revoke(String token) {
        send(Call.post("/oauth2/revoke").submitting(Map.of("token", token)).repeatably());
    }

    /**
     * Where to send the browser so that the session at the server ends, too.
     *
     * @param afterwards exactly as it is registered for the client
     */
    public URI signOutUrl(URI afterwards) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", client.id());
        query.put("post_signout_redirect_uri", afterwards.toString());
        return URI.create(publicAddress + "/signout?" + Call.encoded(query));
    }

    private Tokens tokens(Call call) {
        Written written = Api.read(call, send(call), body -> Json.read(body, Written.class));
        Set<String> scopes = written.scope() == null || written.scope().isBlank()
                ? Set.of()
                : Set.of(written.scope().split(" "));
        return new Tokens(
                written.accessToken(),
                written.refreshToken(),
                Duration.ofSeconds(written.expiresIn()),
                new TreeSet<>(scopes));
    }

    private HttpResponse<byte[]> send(Call call) {
        String pair = Call.encode(client.id()) + ":" + Call.encode(client.secret());
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return Api.succeeded(call, wire.send(call, "Basic " + basic));
    }
}
