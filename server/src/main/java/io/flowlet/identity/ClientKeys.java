package io.flowlet.identity;

import org.jspecify.annotations.Nullable;

/**
 * The public keys of a client: the set itself or where it is, one of the two.
 *
 * @param jwks a JWK set as JSON, public keys only; {@code ClientKeySets} reads it
 * @param jwksUri {@code https}, fetched when a key is needed
 */
public record ClientKeys(@Nullable String jwks, @Nullable String jwksUri) {
    /** @throws IllegalArgumentException unless exactly one of the two is there */
    public ClientKeys {
        if ((jwks == null) == (jwksUri == null)) {
            throw new IllegalArgumentException("a client has a key set or its address");
        }
    }
}
