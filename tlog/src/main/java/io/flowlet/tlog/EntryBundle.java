package io.flowlet.tlog;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Up to 256 log entries, each after its length as a big-endian {@code uint16}.
 *
 * @see <a href="https://c2sp.org/tlog-tiles#log-entries">c2sp.org/tlog-tiles, log entries</a>
 */
public final class EntryBundle {
    /** Bytes in the longest entry. */
    public static final int MAX_ENTRY_BYTES = 0xffff;

    private static final int LENGTH_BYTES = 2;

    private EntryBundle() {}

    /**
     * The bundle of these entries.
     *
     * @throws IllegalArgumentException if an entry is longer than {@link #MAX_ENTRY_BYTES}
     */
    public static byte[] encode(List<byte[]> entries) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream(entries.size() * (LENGTH_BYTES + Hash.BYTES));
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_BYTES) {
                throw new IllegalArgumentException(
                        "an entry has at most " + MAX_ENTRY_BYTES + " bytes, not " + entry.length);
            }
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    /**
     * The entries of a bundle.
     *
     * @throws Malformed if an entry is cut short, or there are more than 256
     */
    public static List<byte[]> decode(byte[] bundle) throws Malformed {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        while (at < bundle.length) {
            int end = endOfEntry(bundle, at);
            if (end > bundle.length || entries.size() == TileId.FULL) {
                throw new Malformed("entry bundle is cut short or too long");
            }
            entries.add(Arrays.copyOfRange(bundle, at + LENGTH_BYTES, end));
            at = end;
        }
        return entries;
    }

    /**
     * The first {@code count} entries of a bundle, encoded.
     *
     * @throws IllegalArgumentException if the bundle has fewer
     */
    static byte[] prefix(byte[] bundle, int count) {
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = endOfEntry(bundle, end);
            if (end > bundle.length) {
                throw new IllegalArgumentException("entry bundle has fewer than " + count + " entries");
            }
        }
        return Arrays.copyOf(bundle, end);
    }

    /** Beyond the end of the array when the bundle is cut short, even within the length. */
    private static int endOfEntry(byte[] bundle, int at) {
        if (at + LENGTH_BYTES > bundle.length) {
            return bundle.length + 1;
        }
        return at + LENGTH_BYTES + (((bundle[at] & 0xff) << 8) | (bundle[at + 1] & 0xff));
    }
}
