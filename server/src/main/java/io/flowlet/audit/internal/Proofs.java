package io.flowlet.audit.internal;

import io.flowlet.audit.EventProof;
import io.flowlet.audit.ProofOutcome;
import io.flowlet.audit.RecordedEvent;
import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.MerkleTree;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.TlogProof;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes proofs out of the stored tree, inside the open transaction. Thread-safe. */
@Component
public final class Proofs {
    private final TreeTables tree;
    private final LogKey key;

    Proofs(TreeTables tree, LogKey key) {
        this.tree = tree;
        this.key = key;
    }

    /** The proof of {@code event}, which exists. */
    public ProofOutcome prove(RecordedEvent event, OptionalLong knownSize) {
        Long index = event.index();
        if (index == null) {
            return new ProofOutcome.NotSequenced();
        }
        String body = event.body();
        if (body == null) {
            return new ProofOutcome.NoSuchEvent();
        }
        try {
            // read after the event was found in the log: it covers the event
            SignedNote note = SignedNote.parse(
                    tree.latestNote().orElseThrow(() -> new IllegalStateException("a leaf without a checkpoint")));
            long size = Checkpoint.of(note).size();
            if (knownSize.isPresent() && (knownSize.getAsLong() < 1 || knownSize.getAsLong() > size)) {
                return new ProofOutcome.NoSuchCheckpoint(size);
            }
            String proof = TlogProof.of(index, note, tree).encoded();
            String vkey = key.verifier().encoded();
            return new ProofOutcome.Proven(
                    new EventProof(event.id(), index, body, proof, vkey, consistency(knownSize, size)));
        } catch (Malformed e) {
            throw new IllegalStateException("the stored checkpoint is not readable", e);
        }
    }

    private EventProof.@Nullable Consistency consistency(OptionalLong knownSize, long size) {
        if (knownSize.isEmpty()) {
            return null;
        }
        long older = knownSize.getAsLong();
        List<String> hashes = MerkleTree.consistencyProof(older, size, tree).stream()
                .map(Hash::base64)
                .toList();
        return new EventProof.Consistency(older, size, hashes);
    }
}
