package io.flowlet.sdk;

import org.jspecify.annotations.Nullable;

/**
 * One place in which what is to be differs from what is. Text forms show the place only: the values may be personal.
 *
 * @param pointer RFC 6901, into both
 * @param before null for nothing
 * @param after null for nothing
 */
public record Difference(
        String pointer, @Nullable Object before, @Nullable Object after) {
    @Override
    public String toString() {
        return "Difference[" + pointer + "]";
    }
}
