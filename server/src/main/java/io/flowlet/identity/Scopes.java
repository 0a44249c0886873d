package io.flowlet.identity;

import io.flowlet.actor.Scope;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Every scope there is. What is not listed here can be granted to nobody; platform and tenant share none, so that neither side's
 * credential opens the other's routes.
 */
public final class Scopes {
    /** Debits a subscriber's wallet without the subscriber: see {@link #guarded()}. */
    public static final Scope PAYMENTS_ON_BEHALF = new Scope("payments:on_behalf");

    /** Shows the values that tokens stand for: see {@link #guarded()}. */
    public static final Scope TOKENS_REVEAL = new Scope("tokens:reveal");

    /** Erases a subscriber's data, or asks for that: see {@link #guarded()}. */
    public static final Scope PRIVACY_ERASE = new Scope("privacy:erase");

    /** Tells all that is held of a subscriber: see {@link #guarded()}. */
    public static final Scope PRIVACY_EXPORT = new Scope("privacy:export");

    /** Makes and ends clients: see {@link #guarded()}. */
    public static final Scope CLIENTS_WRITE = new Scope("clients:write");

    private static final SequencedSet<Scope> PLATFORM = setOf("programs:read", "programs:write", "programs:destroy");
    private static final SequencedSet<Scope> TENANT = setOf(
            "clients:read",
            CLIENTS_WRITE.value(),
            "staff:read",
            "staff:write",
            "signup:write",
            "policies:read",
            "policies:write",
            "kys:read",
            "kys:write",
            "kys:review",
            "screening:read",
            "screening:write",
            "screening:decide",
            "subscribers:read",
            "subscribers:read_personal",
            "subscribers:write",
            "subscribers:lookup",
            "privacy:read",
            PRIVACY_ERASE.value(),
            PRIVACY_EXPORT.value(),
            "tokens:read",
            "tokens:write",
            TOKENS_REVEAL.value(),
            "wallets:read",
            "wallets:write",
            "deposits:read",
            "deposits:write",
            "payments:read",
            "payments:write",
            PAYMENTS_ON_BEHALF.value(),
            "ledger:read",
            "ledger:write",
            "ledger:close",
            "audit:read");
    private static final SequencedSet<Scope> SUBSCRIBER = setOf(
            "profile:read",
            "profile:write",
            "kys:read",
            "kys:write",
            "wallets:read",
            "wallets:write",
            "deposits:write",
            "payments:read",
            "payments:write");
    private static final SequencedSet<Scope> STAFF = setOf(Arrays.stream(StaffRole.values())
            .flatMap(role -> role.scopes().stream())
            .map(Scope::value)
            .distinct()
            .sorted()
            .toArray(String[]::new));
    private static final SequencedSet<Scope> GUARDED = setOf(
            PAYMENTS_ON_BEHALF.value(),
            TOKENS_REVEAL.value(),
            PRIVACY_ERASE.value(),
            PRIVACY_EXPORT.value(),
            "policies:write",
            "kys:review",
            "screening:decide",
            CLIENTS_WRITE.value(),
            "staff:write",
            "payments:write",
            "ledger:write",
            "ledger:close",
            "subscribers:read_personal");

    private Scopes() {}

    /** What clients of the platform, its operators, can hold. */
    public static SequencedSet<Scope> platform() {
        return PLATFORM;
    }

    /** What clients of a tenant can hold. */
    public static SequencedSet<Scope> tenant() {
        return TENANT;
    }

    /** What a subscriber's token can hold; each reaches the subscriber's own objects only. */
    public static SequencedSet<Scope> subscriber() {
        return SUBSCRIBER;
    }

    /** Those of {@link #tenant()} that a live tenant's client never gets by itself: two people must grant them. */
    public static SequencedSet<Scope> guarded() {
        return GUARDED;
    }

    /** The scope of a tenant that {@code text} names; empty for any other text. */
    public static Optional<Scope> ofTenant(String text) {
        return TENANT.stream().filter(scope -> scope.value().equals(text)).findFirst();
    }

    /** What a token of staff can hold: what any of the {@link StaffRole}s opens. */
    public static SequencedSet<Scope> staff() {
        return STAFF;
    }

    private static SequencedSet<Scope> setOf(String... values) {
        List<Scope> scopes = List.of(values).stream().map(Scope::new).toList();
        return Collections.unmodifiableSequencedSet(new LinkedHashSet<>(scopes));
    }
}
