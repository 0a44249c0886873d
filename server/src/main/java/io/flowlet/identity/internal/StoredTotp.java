package io.flowlet.identity.internal;

import java.util.UUID;

/** The authenticator app of an account, its secret in clear: never log it. */
final class StoredTotp {
    private final UUID id;
    private final byte[] secret;
    private final long lastStep;

    StoredTotp(UUID id, byte[] secret, long lastStep) {
        this.id = id;
        this.secret = secret.clone();
        this.lastStep = lastStep;
    }

    UUID id() {
        return id;
    }

    byte[] secret() {
        return secret.clone();
    }

    /** Of time; it and those before it are used up. */
    long lastStep() {
        return lastStep;
    }
}
