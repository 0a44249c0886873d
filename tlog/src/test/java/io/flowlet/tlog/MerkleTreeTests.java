package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MerkleTreeTests {
    private static final TreeHead EMPTY = new TreeHead(0, MerkleTree.emptyRoot());

    private static List<byte[]> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Hash.sha256(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)})
                        .bytes())
                .toList();
    }

    @Test
    void provesEveryEntryOfEveryTreeUpToSeventyEntries() {
        List<byte[]> entries = entries(70);
        MemoryLog log = MemoryLog.of(entries);
        for (int size = 1; size <= entries.size(); size++) {
            Hash root = Reference.root(entries.subList(0, size));
            assertThat(MerkleTree.root(size, log)).isEqualTo(root);
            for (int index = 0; index < size; index++) {
                List<Hash> proof = MerkleTree.inclusionProof(index, size, log);
                assertThat(proof).isEqualTo(Reference.path(index, entries.subList(0, size)));
                assertThat(MerkleTree.includes(index, Hash.leaf(entries.get(index)), new TreeHead(size, root), proof))
                        .isTrue();
            }
        }
    }

    @Test
    void provesConsistencyOfEveryPairUpToFortyEntries() {
        List<byte[]> entries = entries(40);
        MemoryLog log = MemoryLog.of(entries);
        for (int newer = 1; newer <= entries.size(); newer++) {
            for (int older = 1; older <= newer; older++) {
                List<Hash> proof = MerkleTree.consistencyProof(older, newer, log);
                assertThat(proof).isEqualTo(Reference.subproof(older, entries.subList(0, newer), true));
                Hash olderRoot = Reference.root(entries.subList(0, older));
                Hash newerRoot = Reference.root(entries.subList(0, newer));
                assertThat(MerkleTree.extendsTree(
                                new TreeHead(older, olderRoot), new TreeHead(newer, newerRoot), proof))
                        .isTrue();
            }
        }
    }

    @Test
    void provesAcrossTileBoundaries() {
        List<byte[]> entries = entries(70_000);
        MemoryLog log = MemoryLog.of(entries);
        Seeded.check("proofs across tiles", 5, random -> {
            int size = sizeNearBoundary(random, entries.size());
            Hash root = Reference.root(entries.subList(0, size));
            assertThat(MerkleTree.root(size, log)).isEqualTo(root);
            int index = random.nextInt(size);
            List<Hash> proof = MerkleTree.inclusionProof(index, size, log);
            assertThat(MerkleTree.includes(index, Hash.leaf(entries.get(index)), new TreeHead(size, root), proof))
                    .isTrue();
            int older = 1 + random.nextInt(size);
            Hash olderRoot = Reference.root(entries.subList(0, older));
            List<Hash> extension = MerkleTree.consistencyProof(older, size, log);
            assertThat(MerkleTree.extendsTree(new TreeHead(older, olderRoot), new TreeHead(size, root), extension))
                    .isTrue();
        });
    }

    private static int sizeNearBoundary(RandomGenerator random, int max) {
        int boundary = random.nextBoolean() ? 256 * random.nextInt(1, 270) : 65_536;
        return Math.clamp(boundary + random.nextInt(-2, 3), 1, max);
    }

    @Test
    void refusesEveryInclusionProofThatIsNotTheOne() {
        List<byte[]> entries = entries(300);
        MemoryLog log = MemoryLog.of(entries);
        Seeded.check("changed inclusion proofs", 1_000, random -> {
            int size = random.nextInt(2, 301);
            int index = random.nextInt(size);
            Hash leaf = Hash.leaf(entries.get(index));
            Hash root = MerkleTree.root(size, log);
            List<Hash> proof = MerkleTree.inclusionProof(index, size, log);
            assertThat(MerkleTree.includes(index, leaf, new TreeHead(size, root), changed(proof, random)))
                    .isFalse();
            assertThat(MerkleTree.includes(index, flipped(leaf, random), new TreeHead(size, root), proof))
                    .isFalse();
            assertThat(MerkleTree.includes(index, leaf, new TreeHead(size, flipped(root, random)), proof))
                    .isFalse();
            assertThat(MerkleTree.includes((index + 1) % size, leaf, new TreeHead(size, root), proof))
                    .isFalse();
            assertThat(MerkleTree.includes(-index - 1, leaf, new TreeHead(size, root), proof))
                    .isFalse();
        });
    }

    @Test
    void refusesEveryConsistencyProofThatIsNotTheOne() {
        MemoryLog log = MemoryLog.of(entries(300));
        Seeded.check("changed consistency proofs", 1_000, random -> {
            int newer = random.nextInt(2, 301);
            int older = random.nextInt(1, newer);
            Hash olderRoot = MerkleTree.root(older, log);
            Hash newerRoot = MerkleTree.root(newer, log);
            List<Hash> proof = MerkleTree.consistencyProof(older, newer, log);
            assertThat(MerkleTree.extendsTree(
                            new TreeHead(older, olderRoot), new TreeHead(newer, newerRoot), changed(proof, random)))
                    .isFalse();
            assertThat(MerkleTree.extendsTree(
                            new TreeHead(older, flipped(olderRoot, random)), new TreeHead(newer, newerRoot), proof))
                    .isFalse();
            assertThat(MerkleTree.extendsTree(
                            new TreeHead(older, olderRoot), new TreeHead(newer, flipped(newerRoot, random)), proof))
                    .isFalse();
            assertThat(MerkleTree.extendsTree(new TreeHead(newer, newerRoot), new TreeHead(older, olderRoot), proof))
                    .isFalse();
        });
    }

    private static List<Hash> changed(List<Hash> proof, RandomGenerator random) {
        List<Hash> changed = new ArrayList<>(proof);
        int at = random.nextInt(proof.size());
        switch (random.nextInt(4)) {
            case 0 -> changed.set(at, flipped(proof.get(at), random));
            case 1 -> changed.remove(at);
            case 2 -> changed.add(at, flipped(proof.get(at), random));
            default -> changed.add(proof.get(at));
        }
        return changed;
    }

    private static Hash flipped(Hash hash, RandomGenerator random) {
        byte[] bytes = hash.bytes();
        bytes[random.nextInt(Hash.BYTES)] ^= (byte) (1 << random.nextInt(8));
        return Hash.of(bytes);
    }

    @Test
    void refusesAnEmptyTreeAsTheOlderOne() {
        MemoryLog log = MemoryLog.of(entries(5));
        Hash root = MerkleTree.root(5, log);
        assertThat(MerkleTree.extendsTree(EMPTY, new TreeHead(5, root), List.of()))
                .isFalse();
        assertThat(MerkleTree.extendsTree(EMPTY, EMPTY, List.of())).isFalse();
        assertThatThrownBy(() -> MerkleTree.consistencyProof(0, 5, log)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToProveWhatIsNotInTheTree() {
        MemoryLog log = MemoryLog.of(entries(5));
        assertThatThrownBy(() -> MerkleTree.inclusionProof(5, 5, log)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MerkleTree.inclusionProof(-1, 5, log)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MerkleTree.inclusionProof(3, 6, log)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> MerkleTree.consistencyProof(6, 5, log)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesHashesThatDoNotHaveThirtyTwoBytes() {
        assertThatThrownBy(() -> Hash.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hash.of(new byte[33])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hash.ofHex("00")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Hash.ofHex("A".repeat(64))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Hash.ofBase64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="))
                .isInstanceOf(Malformed.class);
    }
}
