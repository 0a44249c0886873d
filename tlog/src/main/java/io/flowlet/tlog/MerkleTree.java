package io.flowlet.tlog;

import java.util.List;

/**
 * The Merkle tree of a log: roots and proofs out of tiles, and the check of a proof without any.
 *
 * <p>Sizes and indexes are {@code long}, {@code 0..2^62}. A check answers {@code false} for whatever is not exactly the one proof that the
 * format allows: a missing or surplus hash, an index beyond the tree, a negative number. All methods are thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2">RFC 9162, sections 2.1.3.2 and 2.1.4.2, the checks</a>
 */
public final class MerkleTree {
    private MerkleTree() {}

    /** The root of a tree without entries: {@code SHA-256("")}. */
    public static Hash emptyRoot() {
        return Hash.sha256(new byte[0]);
    }

    /**
     * The root of the first {@code size} entries.
     *
     * @throws IllegalStateException if a tile is too short for {@code size}
     */
    public static Hash root(long size, TileStore store) {
        return Frontier.of(size, store).root();
    }

    /**
     * The proof that the entry at {@code index} is in the tree of {@code size} entries: sibling hashes from the leaf upwards.
     *
     * @throws IllegalArgumentException unless {@code 0 <= index < size}
     * @throws IllegalStateException if a tile is too short for {@code size}
     */
    public static List<Hash> inclusionProof(long index, long size, TileStore store) {
        if (index < 0 || index >= size || size > Frontier.MAX_SIZE) {
            throw new IllegalArgumentException("no entry " + index + " in a tree of " + size);
        }
        return new ProofBuilder(store).inclusion(index, size);
    }

    /**
     * The proof that the tree of {@code newer} entries begins with the tree of {@code older} entries.
     *
     * @throws IllegalArgumentException unless {@code 0 < older <= newer}: that an empty tree was extended needs and has no proof
     * @throws IllegalStateException if a tile is too short for {@code newer}
     */
    public static List<Hash> consistencyProof(long older, long newer, TileStore store) {
        if (older < 1 || older > newer || newer > Frontier.MAX_SIZE) {
            throw new IllegalArgumentException("no consistency proof from " + older + " to " + newer);
        }
        return new ProofBuilder(store).consistency(older, newer);
    }

    /** Whether {@code proof} shows that {@code leaf} is the entry at {@code index} of {@code tree}. */
    public static boolean includes(long index, Hash leaf, TreeHead tree, List<Hash> proof) {
        if (index < 0 || index >= tree.size() || tree.size() > Frontier.MAX_SIZE) {
            return false;
        }
        Hasher hasher = new Hasher();
        byte[] hash = leaf.shared();
        long node = index;
        long last = tree.size() - 1;
        for (Hash sibling : proof) {
            if (last == 0) {
                return false; // the root is reached, and there are hashes left
            }
            if ((node & 1) != 0 || node == last) {
                hash = hasher.node(sibling.shared(), hash);
                int skipped = levelsWithoutSibling(node);
                node >>>= skipped;
                last >>>= skipped;
            } else {
                hash = hasher.node(hash, sibling.shared());
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Hash.of(hash).equals(tree.root());
    }

    /**
     * Whether {@code proof} shows that the tree {@code newer} begins with the entries of the tree {@code older}.
     *
     * <p>An empty older tree is refused: anything extends it, so the answer would mean nothing.
     */
    public static boolean extendsTree(TreeHead older, TreeHead newer, List<Hash> proof) {
        if (older.size() < 1 || older.size() > newer.size() || newer.size() > Frontier.MAX_SIZE) {
            return false;
        }
        if (older.size() == newer.size()) {
            return proof.isEmpty() && older.root().equals(newer.root());
        }
        int from = 0;
        Hash start = older.root();
        // A perfect older tree is a node of the newer one: its root is not repeated in the proof.
        if (Long.bitCount(older.size()) != 1) {
            if (proof.isEmpty()) {
                return false;
            }
            start = proof.getFirst();
            from = 1;
        }
        List<Hash> rest = proof.subList(from, proof.size());
        return walk(older.size(), newer.size(), start, rest).equals(new Roots(older.root(), newer.root(), true));
    }

    private record Roots(Hash older, Hash newer, boolean complete) {}

    private static Roots walk(long older, long newer, Hash start, List<Hash> proof) {
        Hasher hasher = new Hasher();
        int skipped = Long.numberOfTrailingZeros(older);
        long node = (older - 1) >>> skipped;
        long last = (newer - 1) >>> skipped;
        byte[] olderHash = start.shared();
        byte[] newerHash = start.shared();
        boolean surplus = false;
        for (Hash sibling : proof) {
            surplus |= last == 0;
            if ((node & 1) != 0 || node == last) {
                olderHash = hasher.node(sibling.shared(), olderHash);
                newerHash = hasher.node(sibling.shared(), newerHash);
                int lonely = levelsWithoutSibling(node);
                node >>>= lonely;
                last >>>= lonely;
            } else {
                newerHash = hasher.node(newerHash, sibling.shared());
            }
            node >>>= 1;
            last >>>= 1;
        }
        return new Roots(Hash.of(olderHash), Hash.of(newerHash), last == 0 && !surplus);
    }

    /** Levels through which the last node of an unbalanced tree rises unhashed: trailing zeroes of its number, none for 0. */
    private static int levelsWithoutSibling(long node) {
        return node == 0 ? 0 : Long.numberOfTrailingZeros(node);
    }
}
