package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against public vectors: proofs with what a verifier must answer, and a tree with its roots. */
final class MerkleVectorsTests {
    /** Two roots of 12 bytes that are equal: accepted by the vector's own implementation, refused here, since a hash has 32 bytes. */
    private static final String ROOTS_THAT_ARE_NO_HASHES = "sizes-are-equal-one-and-proof-is-empty.json";

    @Test
    void answersEveryInclusionVectorAsItSays() throws Exception {
        List<Path> files = vectors("inclusion");
        assertThat(files).hasSize(98);
        for (Path file : files) {
            Map<String, ?> vector = read(file);
            assertThat(includes(vector)).as(file.toString()).isEqualTo(!(boolean)
                    Objects.requireNonNull(vector.get("wantErr")));
        }
    }

    @Test
    void answersEveryConsistencyVectorAsItSays() throws Exception {
        List<Path> files = vectors("consistency");
        assertThat(files).hasSize(98);
        for (Path file : files) {
            Map<String, ?> vector = read(file);
            boolean good = !(boolean) Objects.requireNonNull(vector.get("wantErr"));
            assertThat(consistent(vector))
                    .as(file.toString())
                    .isEqualTo(good && !file.endsWith(ROOTS_THAT_ARE_NO_HASHES));
        }
    }

    @Test
    void computesTheRootsOfTheReferenceTree() throws Exception {
        Map<String, ?> vector = read(SharedData.folder("rfc6962-vectors").resolve("tree.json"));
        assertThat(MerkleTree.emptyRoot()).isEqualTo(Hash.ofHex(text(vector, "emptyRoot")));
        MemoryLog log = new MemoryLog();
        List<?> leaves = list(vector, "leaves");
        for (int i = 0; i < leaves.size(); i++) {
            byte[] entry = HexFormat.of().parseHex((String) leaves.get(i));
            assertThat(log.append(List.of(entry)).root())
                    .isEqualTo(Hash.ofHex((String) list(vector, "roots").get(i)));
        }
    }

    private static boolean includes(Map<String, ?> vector) {
        try {
            return MerkleTree.includes(
                    number(vector, "leafIdx"),
                    hash(text(vector, "leafHash")),
                    new TreeHead(number(vector, "treeSize"), hash(text(vector, "root"))),
                    proof(vector));
        } catch (IllegalArgumentException e) {
            return false; // not 32 bytes: cannot even be written down as a hash
        }
    }

    private static boolean consistent(Map<String, ?> vector) {
        try {
            return MerkleTree.extendsTree(
                    new TreeHead(number(vector, "size1"), hash(text(vector, "root1"))),
                    new TreeHead(number(vector, "size2"), hash(text(vector, "root2"))),
                    proof(vector));
        } catch (IllegalArgumentException e) {
            return false; // not 32 bytes: cannot even be written down as a hash
        }
    }

    private static List<Hash> proof(Map<String, ?> vector) {
        List<Hash> proof = new ArrayList<>();
        if (vector.get("proof") instanceof List<?> hashes) {
            hashes.forEach(hash -> proof.add(hash((String) Objects.requireNonNull(hash))));
        }
        return proof;
    }

    private static Hash hash(String base64) {
        return Hash.of(Base64.getDecoder().decode(base64));
    }

    private static String text(Map<String, ?> vector, String name) {
        return (String) Objects.requireNonNull(vector.get(name));
    }

    private static List<?> list(Map<String, ?> vector, String name) {
        return (List<?>) Objects.requireNonNull(vector.get(name));
    }

    /** The vectors go up to 2^64 - 1, which is negative as a long. */
    private static long number(Map<String, ?> vector, String name) {
        return Long.parseUnsignedLong(text(vector, name));
    }

    private static List<Path> vectors(String kind) throws IOException {
        try (Stream<Path> files =
                Files.walk(SharedData.folder("tlog-merkle").resolve("testdata").resolve(kind))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Map<String, ?> read(Path file) {
        try {
            String quoted = Files.readString(file).replaceAll("(\": )([0-9]+)", "$1\"$2\"");
            return CanonicalJson.parseObject(quoted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Malformed e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
