package io.flowlet.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowlet.sdk.audit.AuditVerdict.Tampered;
import io.flowlet.sdk.audit.AuditVerdict.Unreadable;
import io.flowlet.sdk.audit.AuditVerdict.Verified;
import io.flowlet.sdk.audit.AuditVerdict.VerifiedProof;
import io.flowlet.sdk.audit.ProofDocument.Consistency;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.MerkleTree;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.TlogProof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProofVerifierTests {
    private static final int INDEX = 123;

    @TempDir
    private Path folder;

    private final SampleLog log = SampleLog.random(SampleLog.signer(1), 500, new SplittableRandom(5));

    private static AuditVerdict verify(ProofDocument document) {
        return ProofVerifier.verify(document, Expectations.none());
    }

    @Test
    void verifiesABodyWithItsProofAndTheKeyOfTheLog() throws Exception {
        byte[] body = log.events().get(INDEX).bytes();
        String proof = TlogProof.of(INDEX, log.head(), log).encoded();
        assertThat(ProofVerifier.verify(body, proof, log.key()))
                .isEqualTo(new VerifiedProof(Checkpoint.of(log.head()), new Trust(true, null), INDEX));
        assertThat(ProofVerifier.verify(body, proof, SampleLog.signer(2).verifierKey()))
                .isInstanceOf(Tampered.class);
        assertThat(ProofVerifier.verify(log.events().get(INDEX + 1).bytes(), proof, log.key()))
                .isInstanceOf(Tampered.class);
        assertThat(ProofVerifier.verify(body, proof + "x", log.key())).isInstanceOf(Unreadable.class);
    }

    @Test
    void verifiesTheDocumentOfEveryEvent() throws Exception {
        for (int index = 0; index < log.size(); index += 37) {
            ProofDocument document = log.document(index, log.head(), null);
            assertThat(ProofDocument.parse(document.encoded())).isEqualTo(document);
            assertThat(verify(document)).isInstanceOf(VerifiedProof.class);
        }
    }

    @Test
    void readsADocumentWhateverTheOrderOfItsMembers() throws Exception {
        ProofDocument document = log.document(INDEX, log.head(), null);
        String json = document.encoded()
                .replaceFirst("\\{", "{ \"added_later\" : [1, {}], ")
                .replace("\",\"", "\" ,\n \"");
        Files.writeString(folder.resolve("proof.json"), json);
        assertThat(ProofVerifier.verifyDocument(folder.resolve("proof.json"), Expectations.none()))
                .isInstanceOf(Verified.class);
    }

    @Test
    void verifiesTheExampleOfTheReference() throws Exception {
        Path page = Path.of("").toAbsolutePath().resolveSibling("docs/reference/audit-export.md");
        assumeTrue(Files.exists(page), "skipped: no " + page);
        String text = Files.readString(page);
        int start = text.indexOf("```json\n") + "```json\n".length();
        String example = text.substring(start, text.indexOf("\n```", start));
        ProofDocument document = ProofDocument.parse(example);
        assertThat(document.encoded()).isEqualTo(example);
        assertThat(verify(document)).isInstanceOf(Verified.class);
    }

    @Test
    void noticesEveryChangedByteOfADocument() throws Exception {
        byte[] document = log.document(INDEX, log.head(), null).encoded().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < document.length; at++) {
            byte[] changed = document.clone();
            changed[at] ^= (byte) (1 << at % 7);
            assertThat(accepted(new String(changed, StandardCharsets.UTF_8)))
                    .as("byte %d", at)
                    .isFalse();
        }
    }

    private static boolean accepted(String json) {
        try {
            return verify(ProofDocument.parse(json)) instanceof Verified;
        } catch (Malformed e) {
            return false;
        }
    }

    @Test
    void anchorsTheProofInTheTrustedCheckpointItWasMadeFor() throws Exception {
        ProofDocument document = log.document(INDEX, log.checkpoint(200), null);
        AuditVerdict verdict =
                ProofVerifier.verify(document, Expectations.none().withCheckpoint(log.checkpoint(200)));
        assertThat(((Verified) verdict).selfConsistentOnly()).isFalse();
    }

    @Test
    void anchorsTheProofInAnOlderOrNewerTrustedCheckpointByAConsistencyProof() throws Exception {
        for (int trusted : List.of(60, 450)) {
            int older = Math.min(trusted, 200);
            int newer = Math.max(trusted, 200);
            Consistency consistency = new Consistency(older, newer, MerkleTree.consistencyProof(older, newer, log));
            ProofDocument document = log.document(INDEX, log.checkpoint(200), consistency);
            assertThat(ProofDocument.parse(document.encoded())).isEqualTo(document);
            Expectations expectations = Expectations.none().withCheckpoint(log.checkpoint(trusted));
            assertThat(((Verified) ProofVerifier.verify(document, expectations)).selfConsistentOnly())
                    .isFalse();
            Consistency wrong =
                    new Consistency(older, newer, consistency.hashes().reversed());
            assertThat(ProofVerifier.verify(log.document(INDEX, log.checkpoint(200), wrong), expectations))
                    .isInstanceOf(Tampered.class);
            assertThat(ProofVerifier.verify(log.document(INDEX, log.checkpoint(200), null), expectations))
                    .isInstanceOf(Unreadable.class);
            assertThat(ProofVerifier.verify(log.document(INDEX, log.checkpoint(199), consistency), expectations))
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Test
    void findsAForkAgainstATrustedCheckpoint() throws Exception {
        SampleLog fork = SampleLog.random(log.signer(), 500, new SplittableRandom(6));
        Consistency consistency = new Consistency(200, 500, MerkleTree.consistencyProof(200, 500, fork));
        assertThat(trusting(fork.document(INDEX, fork.checkpoint(200), null), log.checkpoint(200)))
                .isInstanceOf(Tampered.class);
        assertThat(trusting(fork.document(INDEX, fork.head(), consistency), log.checkpoint(200)))
                .isInstanceOf(Tampered.class);
        SampleLog foreign = SampleLog.random(SampleLog.signer(2), 500, new SplittableRandom(6));
        assertThat(trusting(foreign.document(INDEX, foreign.checkpoint(200), null), log.checkpoint(200)))
                .isInstanceOf(Tampered.class);
        SignedNote other = new Checkpoint("log.example/other", 200, MerkleTree.root(200, log)).sign(log.signer());
        assertThat(trusting(log.document(INDEX, log.checkpoint(200), null), other))
                .isInstanceOf(Tampered.class);
        assertThat(trusting(log.document(INDEX, log.checkpoint(200), null), log.checkpoint(0)))
                .isInstanceOf(Unreadable.class);
    }

    private static AuditVerdict trusting(ProofDocument document, SignedNote trusted) {
        return ProofVerifier.verify(document, Expectations.none().withCheckpoint(trusted));
    }

    @Test
    void namesTheMemberThatIsWrong() throws Exception {
        ProofDocument good = log.document(INDEX, log.head(), null);
        assertTampered(
                "event_id", new ProofDocument("aud_other", INDEX, good.body(), good.proof(), good.logKey(), null));
        assertTampered("proof", new ProofDocument(good.eventId(), 124, good.body(), good.proof(), good.logKey(), null));
        assertTampered(
                "proof",
                new ProofDocument(good.eventId(), INDEX, good.body() + " ", good.proof(), good.logKey(), null));
        String foreignKey = SampleLog.signer(2).verifierKey().encoded();
        assertTampered("proof", new ProofDocument(good.eventId(), INDEX, good.body(), good.proof(), foreignKey, null));
        assertThat(verify(new ProofDocument(good.eventId(), INDEX, good.body(), good.proof(), "key", null)))
                .isInstanceOf(Unreadable.class);
        assertThat(ProofVerifier.verify(
                        new ProofDocument(good.eventId(), INDEX, good.body(), good.proof(), foreignKey, null),
                        Expectations.none().withKey(log.key())))
                .isInstanceOf(Verified.class);
    }

    private static void assertTampered(String what, ProofDocument document) {
        assertThat(verify(document))
                .isInstanceOfSatisfying(
                        Tampered.class, tampered -> assertThat(tampered.what()).isEqualTo(what));
    }

    @Test
    void refusesABodyThatTheLogCommitsToButThatIsNotCanonical() {
        SampleLog odd = new SampleLog(SampleLog.signer(1));
        odd.append(List.of(new SampleLog.Event("{\"id\": \"aud_00000000\"}", "", "ten_a")));
        assertThatThrownBy(() -> AuditBody.parse("{\"pii_sha256\":\"00\"}")).isInstanceOf(Malformed.class);
        odd.export(folder.resolve("odd"));
        assertThat(ExportVerifier.verify(folder.resolve("odd"), Expectations.none(), Progress.none()))
                .isInstanceOf(Unreadable.class);
        assertThat(odd.events()).hasSize(1);
    }

    @Test
    void saysThatAFileIsNoDocument() throws Exception {
        Path file = folder.resolve("proof.json");
        assertThat(ProofVerifier.verifyDocument(file, Expectations.none())).isInstanceOf(Unreadable.class);
        for (String text : List.of("", "{}", "[]", "{\"event_id\":1}", "c2sp.org/tlog-proof@v1\n")) {
            Files.writeString(file, text);
            assertThat(ProofVerifier.verifyDocument(file, Expectations.none())).isInstanceOf(Unreadable.class);
        }
        Files.write(file, new byte[] {(byte) 0xff});
        assertThat(ProofVerifier.verifyDocument(file, Expectations.none())).isInstanceOf(Unreadable.class);
    }
}
