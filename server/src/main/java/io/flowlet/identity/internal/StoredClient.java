package io.flowlet.identity.internal;

import io.flowlet.identity.Client;

/** A client with the digest of its secret. */
final class StoredClient {
    private final Client client;
    private final byte[] secretDigest;

    StoredClient(Client client, byte[] secretDigest) {
        this.client = client;
        this.secretDigest = secretDigest;
    }

    Client client() {
        return client;
    }

    byte[] secretDigest() {
        return secretDigest;
    }
}
