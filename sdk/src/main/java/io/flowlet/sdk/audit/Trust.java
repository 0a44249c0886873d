package io.flowlet.sdk.audit;

import io.flowlet.tlog.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * What from outside the input a verdict rests on.
 *
 * @param keyNamed whether the caller named the log's key, instead of taking the one that came with the input
 * @param checkpoint the trusted checkpoint that the log was shown to agree with; {@code null} if none was given
 */
public record Trust(boolean keyNamed, @Nullable Checkpoint checkpoint) {
    /** Whether there was no trusted checkpoint. */
    public boolean selfConsistentOnly() {
        return checkpoint == null;
    }
}
