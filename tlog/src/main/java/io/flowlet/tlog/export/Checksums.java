package io.flowlet.tlog.export;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file {@code SHA256SUMS}: path and SHA-256 of every file but the tiles, sorted by path.
 *
 * <p>Names what is broken by accident. It is signed by nobody, so it proves nothing against somebody who rewrites it too: that is for the
 * Merkle tree.
 *
 * @param byPath the checksums
 */
public record Checksums(Map<String, Hash> byPath) {
    private static final String SEPARATOR = "  ";

    public Checksums {
        byPath = Map.copyOf(byPath);
    }

    /** The content of the file, readable by {@code sha256sum -c}. */
    public String encoded() {
        StringBuilder content = new StringBuilder();
        new TreeMap<>(byPath)
                .forEach((path, sum) ->
                        content.append(sum.hex()).append(SEPARATOR).append(path).append('\n'));
        return content.toString();
    }

    /**
     * Reads the content of the file.
     *
     * @throws Malformed unless it is exactly what {@link #encoded()} writes for some checksums
     */
    public static Checksums parse(String content) throws Malformed {
        Map<String, Hash> byPath = new TreeMap<>();
        for (String line : content.split("\n", -1)) {
            int separator = line.indexOf(SEPARATOR);
            if (separator > 0) {
                byPath.put(line.substring(separator + SEPARATOR.length()), Hash.ofHex(line.substring(0, separator)));
            }
        }
        Checksums checksums = new Checksums(byPath);
        if (!checksums.encoded().equals(content)) {
            throw new Malformed("not lines of a checksum, two spaces and a path, sorted by path");
        }
        return checksums;
    }
}
