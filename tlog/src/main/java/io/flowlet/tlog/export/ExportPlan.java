package io.flowlet.tlog.export;

import io.flowlet.tlog.SignedNote;
import io.flowlet.tlog.VerifierKey;
import java.time.Instant;
import java.util.List;

/**
 * What is to be exported.
 *
 * @param head the signed checkpoint of the tree to export; tiles are narrowed to it
 * @param keys of the log, at least one: those that signed the head and the earlier checkpoints
 * @param scope whose bodies
 * @param createdAt told to the reader, proved by nothing
 */
public record ExportPlan(SignedNote head, List<VerifierKey> keys, ExportScope scope, Instant createdAt) {
    public ExportPlan {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an export names the keys of its log");
        }
    }
}
