package io.flowlet.privacy;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That nothing of a subscriber may be destroyed. Holds free text: never log it.
 *
 * @param reason of who placed it
 * @param placedBy and {@code liftedBy} are public names of credentials
 * @param liftedAt null while it stands
 */
public record LegalHold(
        LegalHoldId id,
        SubscriberId subscriber,
        String reason,
        String placedBy,
        Instant placedAt,
        @Nullable String liftedBy,
        @Nullable Instant liftedAt) {
    @Override
    public String toString() {
        return "LegalHold[" + id + "]";
    }
}
