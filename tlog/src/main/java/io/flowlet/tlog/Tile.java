package io.flowlet.tlog;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One tile, or entry bundle, with its content: a row of the server's store, a file of an export, an answer of the API.
 *
 * <p>The content only ever grows at its end until the tile is full, so an earlier state of the same tile is a prefix of it
 * ({@link #narrowedTo}). Immutable; equal when coordinates and content are.
 */
public final class Tile {
    private final TileId id;
    private final byte[] bytes;

    /**
     * The tile with this content, which is copied.
     *
     * @param bytes {@code width} hashes one after the other, or an {@linkplain EntryBundle entry bundle} of {@code width} entries
     * @throws IllegalArgumentException if the length of a hash tile is not {@code 32 * width}
     */
    public Tile(TileId id, byte[] bytes) {
        if (!id.isEntries() && bytes.length != id.width() * Hash.BYTES) {
            throw new IllegalArgumentException(id.path() + " cannot have " + bytes.length + " bytes");
        }
        this.id = id;
        this.bytes = bytes.clone();
    }

    public TileId id() {
        return id;
    }

    /** A copy of the content. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether the content is exactly {@code other}. */
    public boolean holds(byte[] other) {
        return Arrays.equals(bytes, other);
    }

    /**
     * This tile as it was when it held {@code width} hashes or entries.
     *
     * @throws IllegalArgumentException if {@code width} is not between 1 and the present width
     */
    public Tile narrowedTo(int width) {
        if (width > id.width()) {
            throw new IllegalArgumentException(id.path() + " was never " + width + " wide");
        }
        return prefixOf(new TileId(id.level(), id.index(), width), bytes);
    }

    /**
     * The tile {@code id} out of a stored state of it that may be wider.
     *
     * @throws IllegalArgumentException if the stored state is narrower
     */
    public static Tile prefixOf(TileId id, byte[] stored) {
        return new Tile(
                id, id.isEntries() ? EntryBundle.prefix(stored, id.width()) : prefix(stored, id.width() * Hash.BYTES));
    }

    private static byte[] prefix(byte[] bytes, int length) {
        if (bytes.length < length) {
            throw new IllegalArgumentException("tile has " + bytes.length + " bytes, but " + length + " are needed");
        }
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tile tile && id.equals(tile.id) && Arrays.equals(bytes, tile.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return id.path();
    }
}
