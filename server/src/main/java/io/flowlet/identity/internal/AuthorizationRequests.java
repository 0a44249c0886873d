package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.identity.internal.AuthorizationRequest.Reply;
import io.flowlet.tenants.Transactions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.stereotype.Component;

/**
 * Reads requests to the authorization endpoint.
 *
 * <p>First who asks and where the answer goes: unless both are beyond doubt nothing is ever sent anywhere. Then the rest, in this order:
 * {@code invalid_request} (a parameter twice, {@code response_type} missing), {@code request_not_supported}, {@code
 * request_uri_not_supported}, {@code unsupported_response_type}, {@code invalid_request} (PKCE, response mode, nonce, claims, prompt, max_age, dpop_jkt), {@code
 * invalid_scope}. A parameter without a value counts as not sent. Unknown parameters are ignored, {@code display}, {@code ui_locales} and {@code claims_locales} among them: there is one page in one
 * language. {@code acr_values} is a wish, which the ID token's {@code acr} answers. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749, 4.1.1</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc7636#section-4.3">RFC 7636, 4.3</a>, <a
 *     href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, 3.1.2.1</a>
 */
@Component
public final class AuthorizationRequests {
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e]{1,512}");
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final int LONGEST_CLIENT_ID = 64;
    private static final String NOBODY = "";
    private static final List<String> READ = List.of(
            "response_type",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
            "response_mode",
            "prompt",
            "max_age",
            "login_hint",
            "id_token_hint",
            "acr_values",
            "nonce",
            "claims",
            DpopProofs.CODE_KEY,
            "request",
            "request_uri");

    private final Transactions transactions;
    private final ClientRows clients;
    private final IdTokens idTokens;

    AuthorizationRequests(Transactions transactions, ClientRows clients, IdTokens idTokens) {
        this.idTokens = idTokens;
        this.transactions = transactions;
        this.clients = clients;
    }

    /** The client that a person was sent here by, if it works and lets persons sign in. */
    public Optional<Client> client(@Nullable String clientId) {
        if (clientId == null || clientId.length() > LONGEST_CLIENT_ID) {
            return Optional.empty();
        }
        return transactions
                .control(() -> clients.byClientId(clientId))
                .map(StoredClient::client)
                .filter(client -> client.revokedAt() == null && client.signIn() != null);
    }

    public AuthorizationReading read(Map<String, String[]> sent) {
        Map<String, String[]> parameters = GivenParameters.of(sent);
        Optional<Client> client = client(single(parameters, "client_id"));
        @Nullable String address = single(parameters, "redirect_uri");
        if (client.isEmpty() || address == null || !client.get().mayAnswerTo(address)) {
            return new AuthorizationReading.Unanswerable();
        }
        RedirectUri redirectUri = new RedirectUri(address);
        @Nullable String state = single(parameters, "state");
        boolean stateIsSound = state == null || PRINTABLE.matcher(state).matches();
        Reply reply = new Reply(
                ResponseMode.of(single(parameters, "response_mode")).orElse(ResponseMode.QUERY),
                stateIsSound ? state : null);
        Optional<String> error = stateIsSound
                ? fault(parameters, client.get().security())
                : Optional.of(OAuth2ErrorCodes.INVALID_REQUEST);
        if (error.isPresent()) {
            return new AuthorizationReading.Refused(redirectUri, error.get(), reply);
        }
        @Nullable String asked = single(parameters, "scope");
        Optional<AskedScopes> scopes = AskedScopes.of(asked, client.get());
        if (scopes.isEmpty()) {
            return new AuthorizationReading.Refused(redirectUri, OAuth2ErrorCodes.INVALID_SCOPE, reply);
        }
        return new AuthorizationReading.Sound(new AuthorizationRequest(
                client.get(),
                redirectUri,
                scopes.get().resources(),
                reply,
                challenge(parameters),
                signIn(parameters).orElseThrow(),
                scopes.get().ofPersons().isEmpty() ? null : openId(parameters, scopes.get()),
                single(parameters, DpopProofs.CODE_KEY),
                null));
    }

    private static Optional<String> fault(Map<String, String[]> parameters, ClientSecurity security) {
        boolean repeated = READ.stream()
                .map(name -> parameters.getOrDefault(name, new String[0]))
                .anyMatch(values -> values.length > 1);
        @Nullable String responseType = single(parameters, "response_type");
        if (repeated || responseType == null) {
            return Optional.of(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        if (parameters.containsKey("request")) {
            return Optional.of("request_not_supported");
        }
        if (parameters.containsKey("request_uri")) {
            return Optional.of("request_uri_not_supported");
        }
        if (!responseType.equals("code")) {
            return Optional.of(OAuth2ErrorCodes.UNSUPPORTED_RESPONSE_TYPE);
        }
        @Nullable String nonce = single(parameters, "nonce");
        boolean sound = isChallengeSound(parameters, security)
                && ResponseMode.of(single(parameters, "response_mode")).isPresent()
                && (nonce == null || PRINTABLE.matcher(nonce).matches())
                && RequestedClaims.of(single(parameters, "claims")).isPresent()
                && isSoundThumbprint(single(parameters, DpopProofs.CODE_KEY), security)
                && signIn(parameters).isPresent();
        return sound ? Optional.empty() : Optional.of(OAuth2ErrorCodes.INVALID_REQUEST);
    }

    private static boolean isChallengeSound(Map<String, String[]> parameters, ClientSecurity security) {
        @Nullable String challenge = challenge(parameters);
        if (challenge == null) {
            return !security.pkceRequired() && single(parameters, "code_challenge_method") == null;
        }
        return CHALLENGE.matcher(challenge).matches() && "S256".equals(single(parameters, "code_challenge_method"));
    }

    /** A client that shows a certificate for its tokens shows no other key, so that no code may ask for one. */
    private static boolean isSoundThumbprint(@Nullable String jkt, ClientSecurity security) {
        return jkt == null
                || (security.sender() != SenderConstraint.MTLS
                        && CHALLENGE.matcher(jkt).matches());
    }

    private static @Nullable String challenge(Map<String, String[]> parameters) {
        return single(parameters, "code_challenge");
    }

    private static Optional<AskedSignIn> signIn(Map<String, String[]> parameters) {
        return AskedSignIn.of(new AskedSignIn.Parameters(
                single(parameters, "prompt"), single(parameters, "max_age"), single(parameters, "login_hint")));
    }

    /** A hint that is no ID token of ours for this client is nobody's: no person will do without signing in. */
    private OpenIdRequest openId(Map<String, String[]> parameters, AskedScopes scopes) {
        @Nullable String hint = single(parameters, "id_token_hint");
        RequestedClaims claims =
                RequestedClaims.of(single(parameters, "claims")).orElseThrow();
        return new OpenIdRequest(
                scopes.ofPersons(),
                single(parameters, "nonce"),
                scopes.mayLearn() ? claims : claims.withoutPersonal(),
                hint == null
                        ? null
                        : idTokens.read(hint).map(IdTokens.Hint::subject).orElse(NOBODY));
    }

    private static @Nullable String single(Map<String, String[]> parameters, String name) {
        String @Nullable [] values = parameters.get(name);
        return values != null && values.length == 1 ? values[0] : null;
    }
}
