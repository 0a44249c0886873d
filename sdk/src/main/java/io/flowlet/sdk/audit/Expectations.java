package io.flowlet.sdk.audit;

import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller knows about the log from elsewhere, and demands of the input.
 *
 * @param checkpoint a checkpoint that was kept earlier, by another way than the input came; {@code null} for none
 * @param keys of the log; empty to take those that come with the input
 * @param everyBody whether every entry must have its body, whatever the export says about itself
 */
public record Expectations(@Nullable SignedNote checkpoint, List<VerifierKey> keys, boolean everyBody) {
    public Expectations {
        keys = List.copyOf(keys);
    }

    /** Nothing is known: the verdict is at best "self-consistent only". */
    public static Expectations none() {
        return new Expectations(null, List.of(), false);
    }

    /** The same, with a trusted checkpoint. */
    public Expectations withCheckpoint(SignedNote trusted) {
        return new Expectations(trusted, keys, everyBody);
    }

    /** The same, with the key that must have signed. */
    public Expectations withKey(VerifierKey key) {
        return new Expectations(checkpoint, List.of(key), everyBody);
    }
}
