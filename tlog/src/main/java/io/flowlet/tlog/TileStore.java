package io.flowlet.tlog;

/**
 * Where the tiles of a log are read from: a table, a directory, an array.
 *
 * <p>An implementation may be called from many threads if its callers are.
 */
@FunctionalInterface
public interface TileStore {
    /**
     * The present content of a tile, or of an entry bundle when {@code level} is {@link TileId#ENTRIES}.
     *
     * <p>May be wider than the tree that is asked about: only the prefix that belongs to that tree is used. Is never asked for a tile that
     * the tree does not have.
     *
     * @throws RuntimeException if it cannot be read or is not there
     */
    byte[] read(int level, long index);
}
