package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Values for the engine's tests, short to write. */
final class Given {
    static final short EUR = 978;
    static final short JPY = 392;
    static final Instant VALUE_AT = Instant.parse("2026-11-01T10:00:00Z");
    static final Set<String> PROGRAM = Set.of("program");

    private Given() {}

    static Account account(long id, long posted) {
        return new Account(id, "program", EUR, posted, 0, 0, null, null, 7, AccountState.OPEN);
    }

    static Account withFloor(long id, long posted, long floor) {
        return new Account(id, "program", EUR, posted, 0, 0, floor, null, 7, AccountState.OPEN);
    }

    static Account withCeiling(long id, long posted, long ceiling) {
        return new Account(id, "program", EUR, posted, 0, 0, null, ceiling, 7, AccountState.OPEN);
    }

    static Account inState(long id, AccountState state) {
        return new Account(id, "program", EUR, 1_000, 0, 0, null, null, 7, state);
    }

    static Leg leg(long debit, long credit, long amountMinor) {
        return new Leg(uuid(debit * 31 + credit), debit, credit, amountMinor, EUR);
    }

    static Post post(Leg... legs) {
        return new Post(uuid(legs.length), VALUE_AT, List.of(legs));
    }

    static Unit unit(Leg... legs) {
        return new Unit(null, PROGRAM, List.of(post(legs)));
    }

    static Unit unit(Post... posts) {
        return new Unit(null, PROGRAM, Arrays.asList(posts));
    }

    static Unit keyed(String key, String hash, Leg... legs) {
        return new Unit(new RequestKey(key, hash), PROGRAM, List.of(post(legs)));
    }

    static UUID uuid(long low) {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | low);
    }
}
