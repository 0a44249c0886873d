package io.flowlet.identity;

import java.util.Optional;

/**
 * A new client and its secret: the only time that the secret can be seen.
 *
 * @param told {@code cls_} and 256 random bits in base64url; empty for a client that proves itself otherwise
 */
public record ClientCredentials(Client client, Optional<String> told) {
    public ClientCredentials(Client client, String secret) {
        this(client, Optional.of(secret));
    }

    /** @throws java.util.NoSuchElementException if the client proves itself otherwise */
    public String secret() {
        return told.orElseThrow();
    }

    @Override
    public String toString() {
        return "ClientCredentials[" + client.clientId() + "]";
    }
}
