package io.flowlet.identity;

import io.flowlet.ids.PublicId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key in a person's device, or in several that share it, which opens with a finger, a face or the device's own code.
 *
 * @param credentialId by which the device knows it; public
 * @param backedUp whether a provider keeps it for the person's other devices
 * @param usedAt null while it was never used after it was made
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Passkey(
        UUID id,
        byte[] credentialId,
        boolean backedUp,
        Instant madeAt,
        @Nullable Instant usedAt) {
    private static final String PREFIX = "pky";

    /** {@code pky_…} */
    public String publicId() {
        return PublicId.format(PREFIX, id);
    }

    static Optional<UUID> idOf(String publicId) {
        return PublicId.parse(PREFIX, publicId);
    }

    @Override
    public String toString() {
        return "Passkey[" + publicId() + "]";
    }
}
