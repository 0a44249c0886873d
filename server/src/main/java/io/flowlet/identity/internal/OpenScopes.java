package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.StaffRole;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a person may hold now. Thread-safe. */
@Component
final class OpenScopes {
    /** A token that would end sooner is not worth making. */
    private static final Duration SHORTEST = Duration.ofSeconds(2);

    private final BreakGlassRows breakGlasses;
    private final Clock clock;

    OpenScopes(BreakGlassRows breakGlasses, Clock clock) {
        this.breakGlasses = breakGlasses;
        this.clock = clock;
    }

    /** @param carried the break-glass role without which some of the scopes were closed; null if there is none */
    record Opened(Set<Scope> scopes, @Nullable BreakGlass carried) {
        static final Opened NOTHING = new Opened(Set.of(), null);

        /** @param enough whether a grant without scopes is worth something: of OpenID Connect, unless the person or client is gone */
        @SuppressWarnings("ReferenceEquality") // nothing, or no scopes of somebody
        boolean isNothing(boolean enough) {
            return this == NOTHING || (scopes.isEmpty() && !enough);
        }
    }

    /** Of what was asked for, what is open: to staff what a role opens, also a break-glass role; to a subscriber everything that is registered. */
    Opened of(Account account, Set<Scope> asked) {
        if (account.audience() == Audience.SUBSCRIBER) {
            return new Opened(asked, null);
        }
        Set<Scope> own = StaffRole.scopesOf(account.roles());
        Instant soon = clock.instant().plus(SHORTEST);
        Optional<BreakGlass> on =
                breakGlasses.on(account.tenant(), account.id()).filter(breakGlass -> breakGlass.isOnAt(soon));
        Set<Scope> all = new HashSet<>(own);
        on.ifPresent(breakGlass -> all.addAll(breakGlass.scopes()));
        Set<Scope> open = both(asked, all);
        return new Opened(open, own.containsAll(open) ? null : on.orElse(null));
    }

    private static Set<Scope> both(Set<Scope> some, Collection<Scope> others) {
        Set<Scope> both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }
}
