package io.flowlet.vault;

/** Encrypts fields of one subject; touches no database. Thread-safe. */
@FunctionalInterface
public interface Sealer {
    /** The ciphertext of {@code clear}, which stays the caller's, bound to {@code place}. */
    byte[] seal(Place place, byte[] clear);
}
