package io.flowlet.vault.internal;

/**
 * The key of one epoch, opened; it wraps the keys of tenants. Shows its number and id only.
 *
 * @param number of the epoch, from 1
 * @param kid 16 hexadecimal digits that name the key and tell nothing about it
 */
record EpochKey(int number, String kid, SealingKey key) {
    @Override
    public String toString() {
        return "EpochKey[" + number + ", " + kid + "]";
    }
}
