package io.flowlet.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.tlog.TlogProof.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TlogProofTests {
    private static final NoteSigner LOG = NoteSigner.fromSeed("log.example", new byte[32]);
    private static final List<VerifierKey> KEYS = List.of(LOG.verifierKey());

    private final MemoryLog log = MemoryLog.of(
            IntStream.range(0, 1_000).mapToObj(TlogProofTests::entry).toList());
    private final Checkpoint head = new Checkpoint("log.example", 1_000, MerkleTree.root(1_000, log));

    private static byte[] entry(int i) {
        return Hash.sha256(new byte[] {(byte) i, (byte) (i >> 8)}).bytes();
    }

    @Test
    void provesAnEntryAndReadsBackAsItWasWritten() throws Exception {
        TlogProof proof = TlogProof.of(777, head.sign(LOG), log);
        assertThat(proof.encoded()).startsWith("c2sp.org/tlog-proof@v1\nindex 777\n");
        assertThat(TlogProof.parse(proof.encoded())).isEqualTo(proof);
        assertThat(proof.check(Hash.leaf(entry(777)), KEYS)).isEqualTo(new Verdict.Included(head));
    }

    @Test
    void provesTheOnlyEntryOfALogWithoutAnyHash() throws Exception {
        MemoryLog one = MemoryLog.of(List.of(entry(5)));
        TlogProof proof = TlogProof.of(0, new Checkpoint("log.example", 1, MerkleTree.root(1, one)).sign(LOG), one);
        assertThat(proof.hashes()).isEmpty();
        assertThat(TlogProof.parse(proof.encoded()).check(Hash.leaf(entry(5)), KEYS))
                .isInstanceOf(Verdict.Included.class);
    }

    @Test
    void provesAgainstAnOlderCheckpoint() throws Exception {
        Checkpoint older = new Checkpoint("log.example", 300, MerkleTree.root(300, log));
        assertThat(TlogProof.of(299, older.sign(LOG), log).check(Hash.leaf(entry(299)), KEYS))
                .isEqualTo(new Verdict.Included(older));
        assertThatThrownBy(() -> TlogProof.of(300, older.sign(LOG), log)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noticesEveryChangedByte() throws Exception {
        byte[] proof = TlogProof.of(777, head.sign(LOG), log).encoded().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < proof.length; at++) {
            byte[] changed = proof.clone();
            changed[at] ^= (byte) (1 << at % 8);
            assertThat(accepted(new String(changed, StandardCharsets.UTF_8)))
                    .as("byte %d", at)
                    .isFalse();
        }
    }

    private static boolean accepted(String proof) {
        try {
            return TlogProof.parse(proof).check(Hash.leaf(entry(777)), KEYS) instanceof Verdict.Included;
        } catch (Malformed e) {
            return false;
        }
    }

    @Test
    void saysWhyNothingIsShown() throws Exception {
        TlogProof proof = TlogProof.of(777, head.sign(LOG), log);
        Hash leaf = Hash.leaf(entry(777));
        assertThat(proof.check(leaf, List.of()))
                .isEqualTo(new Verdict.Refused("the checkpoint is not signed by the log's key"));
        assertThat(proof.check(Hash.leaf(entry(776)), KEYS))
                .isEqualTo(new Verdict.Refused("the hashes do not lead from the entry to the root of the checkpoint"));
        TlogProof other = new TlogProof(777, proof.hashes(), SignedNote.sign("not a checkpoint\n", LOG));
        assertThat(other.check(leaf, KEYS)).isEqualTo(new Verdict.Refused("the signed text is not a checkpoint"));
    }

    @Test
    void carriesExtraBytesThatProveNothing() throws Exception {
        TlogProof plain = TlogProof.of(777, head.sign(LOG), log);
        TlogProof extra = new TlogProof(777, plain.hashes(), plain.note(), "AAE=");
        assertThat(extra.encoded()).startsWith("c2sp.org/tlog-proof@v1\nextra AAE=\nindex 777\n");
        assertThat(TlogProof.parse(extra.encoded())).isEqualTo(extra);
        assertThat(extra.extraBytes()).containsExactly(0, 1);
    }

    @Test
    void refusesTextsThatItWouldNotWrite() throws Exception {
        String good = TlogProof.of(777, head.sign(LOG), log).encoded();
        assertThat(accepted(good)).isTrue();
        List<String> bad = List.of(
                "",
                "\n\n",
                good + "\n",
                good.replace("@v1", "@v2"),
                good.replace("index 777\n", ""),
                good.replace("index 777", "index 0777"),
                good.replace("index 777", "index -1"),
                good.replace("index 777", "index  777"),
                good.replace("index 777", "extra \nindex 777"),
                good.replace("index 777", "extra AAF=\nindex 777"),
                good.replace("index 777\n", "index 777\nAAAA\n"),
                good.replace("index 777\n", "index 777\n" + "A".repeat(43) + "=\n".repeat(1)),
                good.replace("index 777\n", "index 777\n" + ("A".repeat(43) + "=\n").repeat(64)));
        for (String text : bad) {
            assertThat(accepted(text)).as(text).isFalse();
        }
    }

    @Test
    void isShortAtAMillionEntries() {
        int hashes = 20;
        assertThat(new TlogProof(999_999, Collections.nCopies(hashes, head.root()), head.sign(LOG)).encoded())
                .hasSizeLessThan(2_048);
    }
}
