package io.flowlet.vault.internal;

import io.flowlet.vault.DamagedKey;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads once more what a turn replaced while it was read. */
final class Again {
    /** A turn replaces a row once, so the second read finds what is; one more, should the next turn begin just then. */
    private static final int READS = 3;

    private Again() {}

    /** @throws DamagedKey if the key above is still gone: the row is an old copy, or was altered */
    static <T> T whileTurning(Supplier<T> read) {
        TenantKeys.@Nullable Gone last = null;
        for (int reads = 0; reads < READS; reads++) {
            try {
                return read.get();
            } catch (TenantKeys.Gone gone) {
                last = gone;
            }
        }
        throw new DamagedKey(Objects.requireNonNull(Objects.requireNonNull(last).getMessage()));
    }
}
