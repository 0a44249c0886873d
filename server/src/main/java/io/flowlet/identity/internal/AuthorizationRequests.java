package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.tenants.Transactions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.stereotype.Component;

/**
 * Reads requests to the authorization endpoint.
 *
 * <p>First who asks and where the answer goes: unless both are beyond doubt nothing is ever sent anywhere. Then the rest, in this order:
 * {@code invalid_request} (a parameter twice, {@code response_type} missing), {@code request_not_supported}, {@code
 * request_uri_not_supported}, {@code unsupported_response_type}, {@code invalid_request} (state, PKCE, response mode, prompt, max_age, dpop_jkt), {@code invalid_scope}.
 * Unknown parameters are ignored. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1">RFC 6749, 4.1.1</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc7636#section-4.3">RFC 7636, 4.3</a>
 */
@Component
public final class AuthorizationRequests {
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7e]{1,512}");
    /** A SHA-256 in base64url: of a verifier, or of a key. */
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final int LONGEST_CLIENT_ID = 64;
    private static final int LONGEST_SCOPE = 2_000;
    private static final List<String> READ = List.of(
            "response_type",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
            "response_mode",
            "prompt",
            "max_age",
            DpopProofs.CODE_KEY,
            "request",
            "request_uri");

    private final Transactions transactions;
    private final ClientRows clients;

    AuthorizationRequests(Transactions transactions, ClientRows clients) {
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

    public AuthorizationReading read(Map<String, String[]> parameters) {
        Optional<Client> client = client(single(parameters, "client_id"));
        @Nullable String address = single(parameters, "redirect_uri");
        if (client.isEmpty() || address == null) {
            return new AuthorizationReading.Unanswerable();
        }
        SignInRegistration registration = Objects.requireNonNull(client.get().signIn());
        if (!client.get().mayAnswerTo(address)) {
            return new AuthorizationReading.Unanswerable();
        }
        RedirectUri redirectUri = new RedirectUri(address);
        @Nullable String state = single(parameters, "state");
        boolean stateIsSound = state == null || STATE.matcher(state).matches();
        Optional<String> error =
                fault(parameters, stateIsSound, client.get().security().pkceRequired());
        if (error.isPresent()) {
            return new AuthorizationReading.Refused(redirectUri, error.get(), stateIsSound ? state : null);
        }
        Optional<Set<Scope>> scopes = scopes(single(parameters, "scope"), registration);
        if (scopes.isEmpty()) {
            return new AuthorizationReading.Refused(redirectUri, OAuth2ErrorCodes.INVALID_SCOPE, state);
        }
        @Nullable String challenge = single(parameters, "code_challenge");
        return new AuthorizationReading.Sound(new AuthorizationRequest(
                client.get(),
                redirectUri,
                scopes.get(),
                state,
                challenge,
                signIn(parameters).orElseThrow(),
                single(parameters, DpopProofs.CODE_KEY)));
    }

    private static Optional<String> fault(
            Map<String, String[]> parameters, boolean stateIsSound, boolean pkceRequired) {
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
        @Nullable String mode = single(parameters, "response_mode");
        boolean sound = stateIsSound
                && pkceIsSound(parameters, pkceRequired)
                && (mode == null || mode.equals("query"))
                && isSoundThumbprint(single(parameters, DpopProofs.CODE_KEY))
                && signIn(parameters).isPresent();
        return sound ? Optional.empty() : Optional.of(OAuth2ErrorCodes.INVALID_REQUEST);
    }

    private static boolean isSoundThumbprint(@Nullable String jkt) {
        return jkt == null || CHALLENGE.matcher(jkt).matches();
    }

    private static boolean pkceIsSound(Map<String, String[]> parameters, boolean required) {
        @Nullable String challenge = single(parameters, "code_challenge");
        @Nullable String method = single(parameters, "code_challenge_method");
        if (challenge == null && method == null) {
            return !required;
        }
        return challenge != null && CHALLENGE.matcher(challenge).matches() && "S256".equals(method);
    }

    private static Optional<AskedSignIn> signIn(Map<String, String[]> parameters) {
        return AskedSignIn.of(single(parameters, "prompt"), single(parameters, "max_age"));
    }

    /** What is asked for, or without a word all that is registered; empty if that is more than is registered. */
    private static Optional<Set<Scope>> scopes(@Nullable String asked, SignInRegistration registration) {
        if (asked == null) {
            return Optional.of(registration.scopes());
        }
        if (asked.length() > LONGEST_SCOPE) {
            return Optional.empty();
        }
        Set<Scope> scopes = new HashSet<>();
        for (String name : asked.split(" ", -1)) {
            Optional<Scope> known = registration.scopes().stream()
                    .filter(scope -> scope.value().equals(name))
                    .findFirst();
            if (known.isEmpty()) {
                return Optional.empty();
            }
            scopes.add(known.get());
        }
        return Optional.of(scopes);
    }

    private static @Nullable String single(Map<String, String[]> parameters, String name) {
        String @Nullable [] values = parameters.get(name);
        return values != null && values.length == 1 ? values[0] : null;
    }
}
