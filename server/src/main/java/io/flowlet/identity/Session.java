package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One browser in which a person signed in.
 *
 * @param userAgent what the browser called itself, for the person to know it again; null if nothing
 * @param lastSeenAt when its cookie or a refresh token of it was last used
 * @param expiresAt the end of all that it can still give, unless it is used before
 * @param proof how the person proved who it is when it began
 */
public record Session(
        UUID id,
        TenantId tenant,
        UUID account,
        Audience audience,
        @Nullable String userAgent,
        Instant createdAt,
        Instant lastSeenAt,
        Instant expiresAt,
        Proof proof) {
    public static final String PREFIX = "ses";

    /** {@code ses_…} */
    public String publicId() {
        return PublicId.format(PREFIX, id);
    }

    @Override
    public String toString() {
        return "Session[" + publicId() + "]";
    }
}
