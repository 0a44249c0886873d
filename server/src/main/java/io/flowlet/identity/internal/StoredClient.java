package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import org.jspecify.annotations.Nullable;

/** A client with the digest of its secret, if it has one. */
final class StoredClient {
    private final Client client;
    private final byte @Nullable [] secretDigest;

    StoredClient(Client client, byte @Nullable [] secretDigest) {
        this.client = client;
        this.secretDigest = secretDigest;
    }

    Client client() {
        return client;
    }

    byte @Nullable [] secretDigest() {
        return secretDigest;
    }
}
