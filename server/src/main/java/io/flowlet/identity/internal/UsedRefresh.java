package io.flowlet.identity.internal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A refresh token that was traded for another. */
final class UsedRefresh {
    /** How long a client whose answer was lost may ask again. */
    static final Duration GRACE = Duration.ofSeconds(10);

    private final @Nullable Instant usedAt;
    private final byte @Nullable [] successor;
    private final @Nullable String thumbprint;

    /**
     * @param successor digest of the one it was traded for
     * @param thumbprint of the key that was shown then; null if none was
     */
    UsedRefresh(@Nullable Instant usedAt, byte @Nullable [] successor, @Nullable String thumbprint) {
        this.usedAt = usedAt;
        this.successor = successor == null ? null : successor.clone();
        this.thumbprint = thumbprint;
    }

    boolean isUsed() {
        return usedAt != null;
    }

    byte[] successor() {
        return successor == null ? new byte[0] : successor.clone();
    }

    /** Whether it may be shown once more: a moment later and by the holder of the same key, which a thief of the token is not. */
    boolean mayBeRepeated(@Nullable KeyBinding shown, Instant now) {
        return usedAt != null
                && now.isBefore(usedAt.plus(GRACE))
                && shown != null
                && shown.kind() == KeyBinding.Kind.PROOF
                && shown.thumbprint().equals(thumbprint);
    }
}
