package io.flowlet.audit.internal;

import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;

/** The name of the log and the key that signs its checkpoints; the secret half stays in the vault. Thread-safe. */
public final class LogKey {
    private final VerifierKey verifier;
    private final UnaryOperator<byte[]> ed25519;

    /**
     * @param origin names the log and its key
     * @param publicKey 32 bytes
     * @param ed25519 signs with the other half
     * @throws IllegalArgumentException if {@code origin} cannot name a key, or there is no such public key
     */
    public LogKey(String origin, byte[] publicKey, UnaryOperator<byte[]> ed25519) {
        try {
            this.verifier = VerifierKey.of(origin, publicKey);
        } catch (Malformed e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        this.ed25519 = ed25519;
    }

    /** What a verifier needs to know beforehand. */
    public VerifierKey verifier() {
        return verifier;
    }

    public String origin() {
        return verifier.name();
    }

    SignedNote sign(Checkpoint checkpoint) {
        byte[] signature = ed25519.apply(checkpoint.text().getBytes(StandardCharsets.UTF_8));
        String base64 = Base64.getEncoder().encodeToString(signature);
        return new SignedNote(
                checkpoint.text(), List.of(new SignedNote.NoteSignature(verifier.name(), verifier.id(), base64)));
    }

    boolean signed(SignedNote note) {
        return note.check(List.of(verifier)) instanceof SignedNote.Verdict.SignedBy;
    }
}
