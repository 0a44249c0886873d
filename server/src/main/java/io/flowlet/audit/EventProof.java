package io.flowlet.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event with all that is needed to check it without this server.
 *
 * @param index of the event in the log
 * @param body the exact canonical JSON whose UTF-8 bytes were hashed
 * @param proof in the text form of c2sp.org/tlog-proof: inclusion in the newest signed checkpoint
 * @param logVkey the verifier key of the log; worth something to who got it by another way, too
 * @param consistency how that checkpoint belongs together with the one that was asked for; null if none was
 * @see <a href="https://c2sp.org/tlog-proof">c2sp.org/tlog-proof</a>
 */
public record EventProof(
        AuditId eventId,
        long index,
        String body,
        String proof,
        String logVkey,
        @Nullable Consistency consistency) {
    /**
     * That the larger tree begins with the smaller one.
     *
     * @param older size of the smaller tree, from 1
     * @param newer size of the larger tree
     * @param hashes in the order of RFC 6962, base64
     */
    public record Consistency(long older, long newer, List<String> hashes) {
        public Consistency {
            hashes = List.copyOf(hashes);
        }
    }
}
