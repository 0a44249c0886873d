package io.flowlet.identity.internal;

import io.flowlet.identity.Audience;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person allowed a client by signing in: the common ground of a code and of all tokens that follow from it.
 *
 * @param id of the grant; a replayed code ends it with all its tokens
 * @param session in which it was given; ends with it
 * @param authenticatedAt when the person proved who it is, which no later token makes younger; null of before that was recorded
 */
public record PersonGrant(
        UUID id,
        UUID session,
        UUID account,
        Audience audience,
        @Nullable Instant authenticatedAt) {
    /** {@code sub_…} or {@code usr_…}. */
    public String name() {
        return audience.nameOf(account);
    }
}
