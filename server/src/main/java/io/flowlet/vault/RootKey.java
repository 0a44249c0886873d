package io.flowlet.vault;

import java.security.GeneralSecurityException;

/**
 * A root key: it wraps the keys that stand right below it, and need not be able to leave where it is kept.
 *
 * <p>Thread-safe. Neither key nor what it wraps appears in a message or in {@code toString}.
 */
public interface RootKey {
    /**
     * Names the key for good and tells nothing about it: 1 to 200 of {@code A-Z a-z 0-9 . _ : / -}. Stored beside everything that the key
     * wraps, so another key has another id, and the same one the same on every instance.
     */
    String kid();

    /**
     * Encrypts {@code key} so that it opens with the same {@code associatedData} only.
     *
     * @param key at most 4 KiB, the caller's to wipe
     * @return a new array, at most 8 KiB; another one each time
     * @throws RootKeyUnavailable if who keeps the key cannot be reached or refuses
     */
    byte[] wrap(byte[] key, byte[] associatedData);

    /**
     * Opens what {@link #wrap} gave.
     *
     * @return a new array, the caller's to wipe
     * @throws GeneralSecurityException if it was wrapped by another key, with other associated data, or was altered
     * @throws RootKeyUnavailable if who keeps the key cannot be reached or refuses
     */
    byte[] unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException;
}
