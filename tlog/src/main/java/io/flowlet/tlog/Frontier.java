package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The right edge of a growing tree: all that is needed to append a leaf, to know the root, and to write the tiles on the way.
 *
 * <p>Appending costs one hash on average and the root at most 62, whatever the size; the memory is one tile a level. Not thread-safe.
 */
public final class Frontier {
    /** The largest tree: far beyond what anybody stores, and no sum of two indexes overflows. */
    public static final long MAX_SIZE = 1L << 62;

    private static final int TILE_HEIGHT = 8;
    private static final int LEVELS = 8;

    private final Hasher hasher = new Hasher();
    private final byte[][] peaks =
            new byte[64][]; // by height: the root of the perfect subtree that bit of the size stands for
    private final byte[][] tiles = new byte[LEVELS][]; // by level: the partial tile at the right edge
    private long size;

    private Frontier() {}

    /** The edge of a tree without entries. */
    public static Frontier empty() {
        return new Frontier();
    }

    /**
     * The edge of a stored tree.
     *
     * @throws IllegalStateException if a tile of the store is too short for {@code size}
     */
    public static Frontier of(long size, TileStore store) {
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("no tree has size " + size);
        }
        Frontier frontier = new Frontier();
        frontier.size = size;
        for (int level = 0; level < LEVELS; level++) {
            int width = frontier.partialWidth(level);
            if (width > 0) {
                long index = size >>> (TILE_HEIGHT * (level + 1));
                frontier.readTile(level, prefix(store.read(level, index), width, level, index));
            }
        }
        return frontier;
    }

    static byte[] prefix(byte[] tile, int width, int level, long index) {
        if (tile.length < width * Hash.BYTES) {
            throw new IllegalStateException(
                    "tile %d/%d has %d bytes, but %d hashes are needed".formatted(level, index, tile.length, width));
        }
        return Arrays.copyOf(tile, width * Hash.BYTES);
    }

    private void readTile(int level, byte[] hashes) {
        tiles[level] = Arrays.copyOf(hashes, TileId.FULL * Hash.BYTES);
        int offset = 0;
        for (int height = TILE_HEIGHT - 1; height >= 0; height--) {
            int count = 1 << height;
            if ((partialWidth(level) & count) != 0) {
                peaks[level * TILE_HEIGHT + height] = hasher.subtree(hashes, offset, count);
                offset += count * Hash.BYTES;
            }
        }
    }

    /** Entries so far. */
    public long size() {
        return size;
    }

    /** The root hash; of no entries, the hash of nothing. */
    public Hash root() {
        if (size == 0) {
            return MerkleTree.emptyRoot();
        }
        int height = Long.numberOfTrailingZeros(size);
        byte[] root = peaks[height];
        for (height++; size >>> height != 0; height++) {
            if (((size >>> height) & 1) != 0) {
                root = hasher.node(peaks[height], root);
            }
        }
        return Hash.of(root);
    }

    /**
     * Appends {@code SHA-256(0x00 || entry)} and hands every tile that became full to {@code full}.
     *
     * @return the leaf
     */
    public Hash append(byte[] entry, Consumer<Tile> full) {
        if (size == MAX_SIZE) {
            throw new IllegalStateException("the tree is full");
        }
        byte[] leaf = hasher.leaf(entry);
        byte[] hash = leaf;
        int height = 0;
        addToTile(0, hash, full);
        for (; ((size >>> height) & 1) != 0; height++) {
            hash = hasher.node(peaks[height], hash);
            if ((height + 1) % TILE_HEIGHT == 0) {
                addToTile((height + 1) / TILE_HEIGHT, hash, full);
            }
        }
        peaks[height] = hash;
        size++;
        return Hash.owning(leaf);
    }

    private void addToTile(int level, byte[] hash, Consumer<Tile> full) {
        if (tiles[level] == null) {
            tiles[level] = new byte[TileId.FULL * Hash.BYTES];
        }
        int width = partialWidth(level);
        System.arraycopy(hash, 0, tiles[level], width * Hash.BYTES, Hash.BYTES);
        if (width + 1 == TileId.FULL) {
            full.accept(new Tile(new TileId(level, size >>> (TILE_HEIGHT * (level + 1)), TileId.FULL), tiles[level]));
        }
    }

    /** The partial tiles at the right edge, from level 0 up. */
    public List<Tile> partialTiles() {
        List<Tile> partial = new ArrayList<>();
        for (int level = 0; level < LEVELS; level++) {
            int width = partialWidth(level);
            if (width > 0) {
                TileId id = new TileId(level, size >>> (TILE_HEIGHT * (level + 1)), width);
                partial.add(new Tile(id, Arrays.copyOf(tiles[level], width * Hash.BYTES)));
            }
        }
        return partial;
    }

    private int partialWidth(int level) {
        return (int) (size >>> (TILE_HEIGHT * level)) & (TileId.FULL - 1);
    }
}
