package io.flowlet.privacy;

import java.io.IOException;

/** A list of erasures is not what this installation wrote. Says which line, never what stands there. */
public final class ErasureListRefused extends IOException {
    /** @param line from 1 */
    ErasureListRefused(long line, String why) {
        super("line %d %s".formatted(line, why));
    }
}
