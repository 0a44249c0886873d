package io.flowlet.identity.internal;

/** The authenticator app of an account, its secret in clear: never log it. */
final class StoredTotp {
    private final byte[] secret;
    private final long lastStep;

    StoredTotp(byte[] secret, long lastStep) {
        this.secret = secret.clone();
        this.lastStep = lastStep;
    }

    byte[] secret() {
        return secret.clone();
    }

    /** Of time; it and those before it are used up. */
    long lastStep() {
        return lastStep;
    }
}
