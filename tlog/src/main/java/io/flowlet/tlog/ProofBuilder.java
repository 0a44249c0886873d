package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Follows the recursive definitions of RFC 6962 over tiles; reads each tile once. For one proof, on one thread. */
final class ProofBuilder {
    private static final int TILE_HEIGHT = 8;

    private record Place(int level, long index) {}

    private final TileStore store;
    private final Hasher hasher = new Hasher();
    private final Map<Place, byte[]> seen = new HashMap<>();
    private final List<Hash> proof = new ArrayList<>();

    ProofBuilder(TileStore store) {
        this.store = store;
    }

    List<Hash> inclusion(long index, long size) {
        path(index, 0, size);
        return List.copyOf(proof);
    }

    List<Hash> consistency(long older, long newer) {
        subproof(older, 0, newer, true);
        return List.copyOf(proof);
    }

    /** PATH(m, D[n]) for the entries {@code from..to}. */
    private void path(long index, long from, long to) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (index < middle) {
            path(index, from, middle);
            proof.add(Hash.owning(subtree(middle, to)));
        } else {
            path(index, middle, to);
            proof.add(Hash.owning(subtree(from, middle)));
        }
    }

    /** SUBPROOF(m, D[n], b) for the entries {@code from..to}; {@code whole} says that the older tree begins at {@code from} = 0. */
    private void subproof(long older, long from, long to, boolean whole) {
        if (older == to) {
            if (!whole) {
                proof.add(Hash.owning(subtree(from, to)));
            }
            return;
        }
        long middle = from + split(to - from);
        if (older <= middle) {
            subproof(older, from, middle, whole);
            proof.add(Hash.owning(subtree(middle, to)));
        } else {
            subproof(older, middle, to, false);
            proof.add(Hash.owning(subtree(from, middle)));
        }
    }

    /** The largest power of two below {@code count}. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }

    private byte[] subtree(long from, long to) {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            return perfect(Long.numberOfTrailingZeros(count), from);
        }
        long middle = from + split(count);
        return hasher.node(subtree(from, middle), subtree(middle, to));
    }

    private byte[] perfect(int height, long from) {
        int level = height / TILE_HEIGHT;
        int count = 1 << (height % TILE_HEIGHT);
        long first = from >>> (TILE_HEIGHT * level); // position of the leftmost hash within the level
        Place place = new Place(level, first / TileId.FULL);
        int offset = (int) (first % TileId.FULL);
        byte[] tile = seen.computeIfAbsent(place, p -> store.read(p.level(), p.index()));
        byte[] hashes = Frontier.prefix(tile, offset + count, level, place.index());
        return hasher.subtree(hashes, offset * Hash.BYTES, count);
    }
}
