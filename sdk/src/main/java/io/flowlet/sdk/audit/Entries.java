package io.flowlet.sdk.audit;

import io.flowlet.tlog.Hash;
import java.util.Arrays;

/** A bundle of entries that are all 32 bytes long, read one by one so that the first bad one can be named. */
final class Entries {
    private static final int LENGTH_BYTES = 2;

    /** Bytes of an entry with its length. */
    static final int BYTES = LENGTH_BYTES + Hash.BYTES;

    private final String path;
    private final long first;
    private final byte[] bundle;

    Entries(String path, long first, byte[] bundle) {
        this.path = path;
        this.first = first;
        this.bundle = bundle;
    }

    byte[] at(int i) throws Finding {
        int from = i * BYTES;
        if (bundle.length < from + BYTES || bundle[from] != 0 || bundle[from + 1] != Hash.BYTES) {
            throw Finding.tampered(first + i, path, "the entry is missing or not 32 bytes long");
        }
        return Arrays.copyOfRange(bundle, from + LENGTH_BYTES, from + BYTES);
    }

    void refuseRest(int width) throws Finding {
        if (bundle.length != width * BYTES) {
            throw Finding.tampered(first + width, path, "holds more than its " + width + " entries");
        }
    }
}
