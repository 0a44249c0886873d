package io.flowlet.sdk.audit;

import io.flowlet.tlog.Checkpoint;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import java.util.Collection;
import java.util.List;

/** Reads checkpoints, and only signed ones. */
final class LogSignatures {
    private LogSignatures() {}

    /** A checkpoint and the known keys that signed it, at least one. */
    record Signed(Checkpoint checkpoint, List<VerifierKey> by) {
        Signed {
            by = List.copyOf(by);
        }
    }

    static Signed require(SignedNote note, Collection<VerifierKey> keys, String what) throws Finding {
        return switch (note.check(keys)) {
            case SignedNote.Verdict.SignedBy by -> new Signed(checkpoint(note, what), by.keys());
            case SignedNote.Verdict.Forged forged ->
                throw Finding.tampered(what, "the signature of " + forged.keyName() + " is wrong");
            case SignedNote.Verdict.Unknown() -> throw Finding.tampered(what, "not signed by the log's key");
        };
    }

    private static Checkpoint checkpoint(SignedNote note, String what) throws Finding {
        try {
            return Checkpoint.of(note);
        } catch (Malformed e) {
            throw Finding.unreadable(what, e.why());
        }
    }
}
