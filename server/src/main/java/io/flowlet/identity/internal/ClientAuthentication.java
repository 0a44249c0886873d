package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.ids.PublicId;
import io.flowlet.tenants.Transactions;
import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Client id and secret, by Basic or in the form.
 *
 * <p>An unknown client costs what a known one does: one look-up, one HMAC, one comparison in constant time. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, 2.3.1</a>
 */
@Component
final class ClientSecretAuthentication implements AuthenticationProvider {
    private static final byte[] NO_DIGEST = new byte[32];

    private final Transactions transactions;
    private final ClientRows rows;
    private final Secrets secrets;
    private final RegisteredClients registered;

    ClientSecretAuthentication(
            Transactions transactions, ClientRows rows, Secrets secrets, RegisteredClients registered) {
        this.transactions = transactions;
        this.rows = rows;
        this.secrets = secrets;
        this.registered = registered;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication request) {
        OAuth2ClientAuthenticationToken sent = (OAuth2ClientAuthenticationToken) request;
        Client client = proven(bounded(sent.getName()), String.valueOf(sent.getCredentials()));
        if (!client.mayCallFrom(OAuthContext.current().peer())) {
            throw new ClientRefused(client, "network_not_allowed");
        }
        return new OAuth2ClientAuthenticationToken(
                registered.register(client), sent.getClientAuthenticationMethod(), null);
    }

    private Client proven(String clientId, String secret) {
        Optional<StoredClient> found = transactions.control(() -> rows.byClientId(clientId));
        byte[] digest = secrets.digestOfClientSecret(clientId, secret);
        byte[] stored = found.map(StoredClient::secretDigest).orElse(NO_DIGEST);
        boolean matches = MessageDigest.isEqual(stored, digest);
        Client client = found.map(StoredClient::client).orElseThrow(() -> new ClientRefused(null, "client_unknown"));
        if (!matches) {
            throw new ClientRefused(client, "secret_wrong");
        }
        if (client.revokedAt() != null) {
            throw new ClientRefused(client, "client_revoked");
        }
        return client;
    }

    // no id of ours is longer, so nothing that is cut off here could have matched
    private static String bounded(String clientId) {
        return clientId.substring(0, Math.min(clientId.length(), PublicId.LENGTH + 1));
    }
}
