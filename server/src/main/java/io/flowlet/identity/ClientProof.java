package io.flowlet.identity;

import org.jspecify.annotations.Nullable;

/**
 * How a client proves itself, and by what.
 *
 * @param keys of {@code private_key_jwt} and {@code self_signed_tls_client_auth}, otherwise null
 * @param tlsName of {@code tls_client_auth}, otherwise null
 */
public record ClientProof(
        ClientMethod method,
        @Nullable ClientKeys keys,
        @Nullable TlsName tlsName) {
    /** By a secret of ours. */
    public static final ClientProof SECRET = new ClientProof(ClientMethod.CLIENT_SECRET_BASIC, null, null);

    /** A public client's. */
    public static final ClientProof NONE = new ClientProof(ClientMethod.NONE, null, null);
}
