package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which tile of a log, and how wide: the coordinates behind {@code tile/<level>/<index>[.p/<width>]}.
 *
 * <p>A tile at level {@code l} holds up to 256 hashes, each the root of {@code 256^l} entries. Level {@link #ENTRIES} stands for the entry
 * bundles ({@code tile/entries/…}), which have the indexes and widths of level 0.
 *
 * @param level {@link #ENTRIES}, or 0 to 63
 * @param index position within the level, from 0
 * @param width hashes (or entries) held, 1 to 256; less than 256 is a partial tile
 * @see <a href="https://c2sp.org/tlog-tiles">c2sp.org/tlog-tiles</a>
 */
public record TileId(int level, long index, int width) {
    /** The level that stands for entry bundles. */
    public static final int ENTRIES = -1;

    /** Hashes in a full tile. */
    public static final int FULL = 256;

    static final int MAX_LEVEL = 63;
    private static final int LEVELS_OF_A_LONG = 8; // 256^8 = 2^64 entries: no tree is larger
    private static final String ROOT = "tile";
    private static final String ENTRIES_NAME = "entries";
    private static final String PARTIAL = ".p";

    public TileId {
        if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
            throw new IllegalArgumentException(
                    "no such tile: level " + level + ", index " + index + ", width " + width);
        }
    }

    /** The tile as it is in a tree of {@code size} entries; empty when that tree has no such tile. */
    public static Optional<TileId> of(int level, long index, long size) {
        long hashes = hashesAt(level, size);
        if (index < 0 || index >= Math.ceilDiv(hashes, FULL)) {
            return Optional.empty();
        }
        return Optional.of(new TileId(level, index, (int) Math.min(FULL, hashes - index * FULL)));
    }

    /** Every tile and entry bundle of a tree of {@code size} entries, bundles first, then level by level, each from the left. */
    public static Stream<TileId> all(long size) {
        return IntStream.range(ENTRIES, LEVELS_OF_A_LONG)
                .boxed()
                .flatMap(level -> LongStream.range(0, Math.ceilDiv(hashesAt(level, size), FULL))
                        .mapToObj(index -> of(level, index, size).orElseThrow()));
    }

    /** How many hashes a level has in all: {@code floor(size / 256^level)}. */
    static long hashesAt(int level, long size) {
        int shift = 8 * Math.max(level, 0);
        return shift > 62 ? 0 : size >>> shift;
    }

    public boolean isFull() {
        return width == FULL;
    }

    public boolean isEntries() {
        return level == ENTRIES;
    }

    /** The path below the log's prefix, such as {@code tile/0/x001/x234/067.p/8}. */
    public String path() {
        StringBuilder path = new StringBuilder(ROOT).append('/').append(isEntries() ? ENTRIES_NAME : level);
        List<String> groups = new ArrayList<>();
        long rest = index;
        do {
            groups.addFirst(threeDigits((int) (rest % 1000)));
            rest /= 1000;
        } while (rest > 0);
        for (int i = 0; i < groups.size(); i++) {
            path.append(i < groups.size() - 1 ? "/x" : "/").append(groups.get(i));
        }
        return isFull()
                ? path.toString()
                : path.append(PARTIAL).append('/').append(width).toString();
    }

    /**
     * Reads a path.
     *
     * @throws Malformed unless {@code path} is exactly what {@link #path()} writes for some tile
     */
    public static TileId parse(String path) throws Malformed {
        String[] parts = path.split("/", -1);
        boolean partial = parts.length > 3 && parts[parts.length - 2].endsWith(PARTIAL);
        int last = partial ? parts.length - 2 : parts.length - 1;
        if (last < 2 || last > 8 || !parts[0].equals(ROOT)) {
            throw new Malformed("not the path of a tile");
        }
        int level = parts[1].equals(ENTRIES_NAME) ? ENTRIES : small(parts[1], MAX_LEVEL);
        StringBuilder digits = new StringBuilder();
        for (int i = 2; i <= last; i++) {
            digits.append(group(i == last && partial ? withoutSuffix(parts[i]) : parts[i], i < last));
        }
        int width = partial ? small(parts[last + 1], FULL - 1) : FULL;
        TileId id = new TileId(level, index(digits.toString()), Math.max(width, 1));
        if (!id.path().equals(path)) { // leading zero groups, a width of 0 and whatever else has two spellings
            throw new Malformed("not the canonical path of a tile");
        }
        return id;
    }

    private static String withoutSuffix(String part) {
        return part.substring(0, part.length() - PARTIAL.length());
    }

    private static String group(String part, boolean inner) throws Malformed {
        String digits = inner && part.startsWith("x") ? part.substring(1) : part;
        if (digits.length() != 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Malformed("not a group of three digits");
        }
        return digits;
    }

    private static long index(String digits) throws Malformed {
        return Strict.decimal(digits.replaceFirst("^0+(?=.)", ""));
    }

    private static int small(String text, int max) throws Malformed {
        long value = Strict.decimal(text);
        if (value > max) {
            throw new Malformed("number out of range");
        }
        return (int) value;
    }

    private static String threeDigits(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(3 - digits.length()) + digits;
    }
}
