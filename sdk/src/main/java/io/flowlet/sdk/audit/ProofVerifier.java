package io.flowlet.sdk.audit;

import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.MerkleTree;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.TlogProof;
import io.flowlet.tlog.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that one audit event is in the log, offline.
 *
 * <p>Takes well under a millisecond once warm. Thread-safe.
 */
public final class ProofVerifier {
    private static final int MAX_DOCUMENT_BYTES = 1 << 23;
    private static final String PROOF = "proof";
    private static final String BODY = "body";
    private static final String CONSISTENCY = "consistency";
    private static final String TRUSTED = "trusted checkpoint";

    private ProofVerifier() {}

    /**
     * Verifies a body against a proof text and the key of the log.
     *
     * @param body exactly the bytes that were hashed
     * @param proof in the text form c2sp.org/tlog-proof
     */
    public static AuditVerdict verify(byte[] body, String proof, VerifierKey key) {
        try {
            TlogProof parsed = parse(proof);
            Checkpoint checkpoint = included(body, parsed, List.of(key));
            return new AuditVerdict.VerifiedProof(checkpoint, new Trust(true, null), parsed.index());
        } catch (Finding e) {
            return e.verdict();
        }
    }

    /** Verifies a {@link ProofDocument} in a file. */
    public static AuditVerdict verifyDocument(Path file, Expectations expectations) {
        try {
            if (Files.size(file) > MAX_DOCUMENT_BYTES) {
                return new AuditVerdict.Unreadable(file.toString(), "longer than any proof");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return verify(
                    ProofDocument.parse(
                            StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()),
                    expectations);
        } catch (CharacterCodingException e) {
            return new AuditVerdict.Unreadable(file.toString(), "not UTF-8");
        } catch (IOException e) {
            return new AuditVerdict.Unreadable(file.toString(), "cannot be read: " + e);
        } catch (Malformed e) {
            return new AuditVerdict.Unreadable(file.toString(), "not a proof document: " + e.why());
        }
    }

    /**
     * Verifies a document.
     *
     * <p>With a trusted checkpoint, the proof must be against this very checkpoint, or come with a consistency proof between the two.
     */
    public static AuditVerdict verify(ProofDocument document, Expectations expectations) {
        try {
            return verified(document, expectations);
        } catch (Finding e) {
            return e.verdict();
        }
    }

    private static AuditVerdict verified(ProofDocument document, Expectations expectations) throws Finding {
        boolean keyNamed = !expectations.keys().isEmpty();
        List<VerifierKey> keys = keyNamed ? expectations.keys() : List.of(key(document));
        TlogProof proof = parse(document.proof());
        if (proof.index() != document.index()) {
            throw Finding.tampered(document.index(), PROOF, "is of the entry " + proof.index());
        }
        Checkpoint checkpoint = included(document.body().getBytes(StandardCharsets.UTF_8), proof, keys);
        if (!body(document.body()).id().equals(document.eventId())) {
            throw Finding.tampered(document.index(), "event_id", "is not the id of the event in the body");
        }
        Checkpoint trusted = anchor(document, checkpoint, keys, expectations.checkpoint());
        return new AuditVerdict.VerifiedProof(checkpoint, new Trust(keyNamed, trusted), proof.index());
    }

    private static VerifierKey key(ProofDocument document) throws Finding {
        try {
            return VerifierKey.parse(document.logKey());
        } catch (Malformed e) {
            throw Finding.unreadable("log_vkey", e.why());
        }
    }

    private static TlogProof parse(String proof) throws Finding {
        try {
            return TlogProof.parse(proof);
        } catch (Malformed e) {
            throw Finding.unreadable(PROOF, e.why());
        }
    }

    private static AuditBody body(String body) throws Finding {
        try {
            return AuditBody.parse(body);
        } catch (Malformed e) {
            throw Finding.unreadable(BODY, e.why());
        }
    }

    private static Checkpoint included(byte[] body, TlogProof proof, List<VerifierKey> keys) throws Finding {
        Hash leaf = Hash.leaf(AuditBody.entry(body).bytes());
        return switch (proof.check(leaf, keys)) {
            case TlogProof.Verdict.Included included -> included.checkpoint();
            case TlogProof.Verdict.Refused refused -> throw Finding.tampered(proof.index(), PROOF, refused.why());
        };
    }

    /** The trusted checkpoint, once the proof's own is shown to belong to the same log; {@code null} if none was given. */
    private static @Nullable Checkpoint anchor(
            ProofDocument document, Checkpoint own, List<VerifierKey> keys, @Nullable SignedNote note) throws Finding {
        if (note == null) {
            return null;
        }
        Checkpoint trusted = LogSignatures.require(note, keys, TRUSTED).checkpoint();
        if (trusted.size() == 0) {
            throw Finding.unreadable(TRUSTED, "is of an empty log, which every log extends: it proves nothing");
        }
        if (!trusted.origin().equals(own.origin())) {
            throw Finding.tampered(TRUSTED, "is of the log " + trusted.origin() + ", the proof of " + own.origin());
        }
        if (trusted.size() == own.size()) {
            if (!trusted.root().equals(own.root())) {
                throw Finding.tampered(
                        PROOF,
                        "the checkpoint has another root than the trusted one of the same size: the log was forked");
            }
            return trusted;
        }
        boolean trustedIsOlder = trusted.size() < own.size();
        requireConsistency(document.consistency(), trustedIsOlder ? trusted : own, trustedIsOlder ? own : trusted);
        return trusted;
    }

    private static void requireConsistency(
            ProofDocument.@Nullable Consistency consistency, Checkpoint older, Checkpoint newer) throws Finding {
        if (consistency == null || consistency.older() != older.size() || consistency.newer() != newer.size()) {
            throw Finding.unreadable(
                    CONSISTENCY,
                    "no proof between the trees of %d and %d entries: ask for one, or verify an export"
                            .formatted(older.size(), newer.size()));
        }
        if (!MerkleTree.extendsTree(older.tree(), newer.tree(), consistency.hashes())) {
            throw Finding.tampered(CONSISTENCY, "the log of the proof does not agree with the trusted checkpoint");
        }
    }
}
