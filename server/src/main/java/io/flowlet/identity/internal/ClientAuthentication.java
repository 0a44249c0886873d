package io.flowlet.identity.internal;

import io.flowlet.http.ClientCertificate;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientMethod;
import io.flowlet.ids.PublicId;
import io.flowlet.tenants.Transactions;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Whether a client is who it says, by the method that it registered and by no other.
 *
 * <p>Of a secret, an unknown client costs what a known one does: one look-up, one HMAC, one comparison in constant time. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3">RFC 6749, 2.3</a>
 */
@Component
final class ClientAuthentication implements AuthenticationProvider {
    private static final byte[] NO_DIGEST = new byte[32];
    private static final Optional<String> WRONG_METHOD = Optional.of("method_wrong");

    private final Transactions transactions;
    private final ClientRows rows;
    private final Secrets secrets;
    private final ClientAssertions assertions;
    private final ClientCertificates certificates;
    private final RegisteredClients registered;

    ClientAuthentication(
            Transactions transactions,
            ClientRows rows,
            Secrets secrets,
            ClientAssertions assertions,
            ClientCertificates certificates,
            RegisteredClients registered) {
        this.transactions = transactions;
        this.rows = rows;
        this.secrets = secrets;
        this.assertions = assertions;
        this.certificates = certificates;
        this.registered = registered;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication request) {
        OAuth2ClientAuthenticationToken sent = (OAuth2ClientAuthenticationToken) request;
        Client client = proven(bounded(sent.getName()), sent);
        if (!client.mayCallFrom(OAuthContext.current().peer())) {
            throw new ClientRefused(client, "network_not_allowed");
        }
        return new OAuth2ClientAuthenticationToken(registered.register(client), method(client, sent), null);
    }

    private Client proven(String clientId, OAuth2ClientAuthenticationToken sent) {
        Optional<StoredClient> found = transactions.control(() -> rows.byClientId(clientId));
        Optional<String> secretFault = isSecret(sent.getClientAuthenticationMethod())
                ? secretFault(clientId, found, String.valueOf(sent.getCredentials()))
                : Optional.empty();
        Client client = found.map(StoredClient::client).orElseThrow(() -> new ClientRefused(null, "client_unknown"));
        if (secretFault.isPresent()) {
            throw new ClientRefused(client, secretFault.get());
        }
        if (client.revokedAt() != null) {
            throw new ClientRefused(client, "client_revoked");
        }
        otherFault(client, sent).ifPresent(reason -> {
            throw new ClientRefused(client, reason);
        });
        return client;
    }

    private Optional<String> secretFault(String clientId, Optional<StoredClient> found, String secret) {
        byte[] digest = secrets.digestOfClientSecret(clientId, secret);
        byte[] stored = found.map(StoredClient::secretDigest).orElse(NO_DIGEST);
        boolean matches = MessageDigest.isEqual(stored, digest);
        if (found.isPresent() && !methodOf(found.get().client()).hasSecret()) {
            return WRONG_METHOD;
        }
        return matches ? Optional.empty() : Optional.of("secret_wrong");
    }

    private Optional<String> otherFault(Client client, OAuth2ClientAuthenticationToken sent) {
        ClientAuthenticationMethod way = sent.getClientAuthenticationMethod();
        if (isSecret(way)) {
            return Optional.empty();
        }
        if (way.equals(ClientAuthenticationMethod.PRIVATE_KEY_JWT)) {
            return methodOf(client) == ClientMethod.PRIVATE_KEY_JWT
                    ? assertions.fault(client, String.valueOf(sent.getCredentials()))
                    : WRONG_METHOD;
        }
        if (methodOf(client).isTls()) {
            @Nullable Object shown = sent.getCredentials();
            return certificates.fault(client, shown instanceof ClientCertificate certificate ? certificate : null);
        }
        return client.security().isPublic() ? Optional.empty() : Optional.of("credentials_missing");
    }

    private static boolean isSecret(ClientAuthenticationMethod way) {
        return way.equals(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                || way.equals(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    }

    /** A secret may come both ways, and the token says which; all else is as registered. */
    private static ClientAuthenticationMethod method(Client client, OAuth2ClientAuthenticationToken sent) {
        return isSecret(sent.getClientAuthenticationMethod())
                ? sent.getClientAuthenticationMethod()
                : new ClientAuthenticationMethod(methodOf(client).code());
    }

    private static ClientMethod methodOf(Client client) {
        return client.security().proof().method();
    }

    // no id of ours is longer, so nothing that is cut off here could have matched
    private static String bounded(String clientId) {
        return clientId.substring(0, Math.min(clientId.length(), PublicId.LENGTH + 1));
    }
}
