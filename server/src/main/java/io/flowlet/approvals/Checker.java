package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to decide.
 *
 * @param session behind the caller's token; null for a credential without a person
 * @param authenticatedAt when the person proved who it is, as the token says that was used; null if it does not
 * @param expected the version of the request that was read; null if that was not said
 */
public record Checker(
        Caller caller,
        @Nullable UUID session,
        @Nullable Instant authenticatedAt,
        @Nullable Integer expected) {}
