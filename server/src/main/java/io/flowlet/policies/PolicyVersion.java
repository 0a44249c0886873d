package io.flowlet.policies;

import io.flowlet.approvals.ApprovalId;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of a policy. Immutable, and so is its row.
 *
 * @param version from 1, without gaps
 * @param hash SHA-256 of {@code body} in UTF-8, hexadecimal
 * @param body canonical JSON (RFC 8785)
 * @param effectiveAt from when it is in force, until a later version's
 * @param createdBy public name of the credential that proposed it
 * @param approval by which request it was agreed to; null where none was needed
 */
public record PolicyVersion(
        String name,
        int version,
        String hash,
        String body,
        Instant effectiveAt,
        Instant createdAt,
        String createdBy,
        @Nullable ApprovalId approval) {
    /** The body's members; integers are {@link Integer} or {@link Long}. */
    public Map<String, @Nullable Object> members() {
        try {
            return CanonicalJson.parseObject(body);
        } catch (Malformed e) {
            throw new IllegalStateException("version %d of policy %s does not parse".formatted(version, name), e);
        }
    }
}
