package io.flowlet.identity.internal;

import io.flowlet.identity.BreakGlass;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a token has to do with a break-glass role: it may carry one, whose end is its own, and one may be on for its person.
 *
 * @param carried the one that opened some of the token's scopes; null if its person's own roles open them all
 * @param on the one that nobody ended; null if there is none
 * @param until when that one ends by itself; null if there is none
 */
public record TokenBreakGlass(
        @Nullable UUID carried, @Nullable UUID on, @Nullable Instant until) {
    static final TokenBreakGlass NONE = new TokenBreakGlass(null, null, null);

    static TokenBreakGlass carrying(@Nullable BreakGlass breakGlass) {
        return breakGlass == null ? NONE : new TokenBreakGlass(breakGlass.id(), breakGlass.id(), breakGlass.until());
    }

    /** Whether a token with this is worth something at {@code now}. */
    boolean allowsAt(Instant now) {
        return carried == null || (carried.equals(on) && isOnAt(now));
    }

    /** {@code bgl_…} of the one that is on for the person; null if there is none. */
    @Nullable
    String nameAt(Instant now) {
        return on != null && isOnAt(now) ? BreakGlass.nameOf(on) : null;
    }

    /** Whether one that was on at {@code then} is not at {@code now}. */
    boolean endsBetween(Instant then, Instant now) {
        return isOnAt(then) && !isOnAt(now);
    }

    private boolean isOnAt(Instant now) {
        return until != null && now.isBefore(until);
    }
}
