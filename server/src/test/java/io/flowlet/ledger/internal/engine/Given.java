package io.flowlet.ledger.internal.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values for the engine's tests, short to write. */
final class Given {
    static final short EUR = 978;
    static final short JPY = 392;
    /** When everything is booked, unless a test says otherwise. */
    static final Instant NOW = Instant.parse("2026-11-15T10:00:00Z");

    static final Set<String> PROGRAM = Set.of("program");
    static final Booking BOOKING = new Booking(NOW, Instant.MIN);

    private Given() {}

    static Account account(long id, long posted) {
        return new Built(id).posted(posted).get();
    }

    static Account withFloor(long id, long posted, long floor) {
        return new Built(id).posted(posted).floor(floor).get();
    }

    static Account withCeiling(long id, long posted, long ceiling) {
        return new Built(id).posted(posted).ceiling(ceiling).get();
    }

    static Account inState(long id, AccountState state) {
        return new Built(id).posted(1_000).state(state).get();
    }

    static Built build(long id) {
        return new Built(id);
    }

    /** An account of the program in EUR at version 7, and what is different about it. */
    static final class Built {
        private final long id;
        private String owner = "program";
        private short currency = EUR;
        private long posted;
        private long heldOut;
        private long heldIn;
        private @Nullable Long floor;
        private @Nullable Long ceiling;
        private AccountState state = AccountState.OPEN;
        private Counters counters = Counters.NONE;

        Built(long id) {
            this.id = id;
        }

        Built owner(String owner) {
            this.owner = owner;
            return this;
        }

        Built currency(short currency) {
            this.currency = currency;
            return this;
        }

        Built posted(long posted) {
            this.posted = posted;
            return this;
        }

        Built held(long out, long in) {
            heldOut = out;
            heldIn = in;
            return this;
        }

        Built floor(long floor) {
            this.floor = floor;
            return this;
        }

        Built ceiling(long ceiling) {
            this.ceiling = ceiling;
            return this;
        }

        Built state(AccountState state) {
            this.state = state;
            return this;
        }

        Built counters(Counters counters) {
            this.counters = counters;
            return this;
        }

        Account get() {
            return new Account(id, owner, currency, posted, heldOut, heldIn, floor, ceiling, 7, state, counters);
        }
    }

    static Batch batch(Account... accounts) {
        return batch(BOOKING, accounts);
    }

    static Batch batch(Booking booking, Account... accounts) {
        return new Batch(booking, new Locked(List.of(accounts), List.of(), List.of()));
    }

    static Outcome alone(Unit unit, Account... accounts) {
        return batch(accounts).decide(unit);
    }

    static Leg leg(long debit, long credit, long amountMinor) {
        return new Leg(debit, credit, amountMinor, EUR);
    }

    static Post post(Leg... legs) {
        return new Post(uuid(legs.length), TransferKind.POST, null, List.of(legs), List.of());
    }

    static Unit unit(Leg... legs) {
        return unit(post(legs));
    }

    static Unit unit(Instruction... instructions) {
        return new Unit(null, PROGRAM, Arrays.asList(instructions));
    }

    static Unit keyed(String key, String hash, Leg... legs) {
        return new Unit(new RequestKey(key, hash), PROGRAM, List.of(post(legs)));
    }

    /** A hold of so much on account 1 for account 2, placed by the transaction with this number. */
    static Hold hold(long number, long amountMinor) {
        return hold(number, amountMinor, amountMinor, null);
    }

    static Hold hold(long number, long amountMinor, long captureLimitMinor, @Nullable Instant expiresAt) {
        return new Hold(uuid(number), leg(1, 2, amountMinor), captureLimitMinor, expiresAt);
    }

    static HoldRef ref(long number) {
        return new HoldRef(uuid(number), 1, 2, EUR);
    }

    static Capture capture(long hold, long amountMinor) {
        return new Capture(uuid(900), ref(hold), amountMinor, EUR, false, null);
    }

    static Capture lastCapture(long hold, long amountMinor) {
        return new Capture(uuid(901), ref(hold), amountMinor, EUR, true, null);
    }

    static Release voids(long hold) {
        return new Release(uuid(902), ref(hold), TransferKind.VOID);
    }

    static Release expires(long hold) {
        return new Release(uuid(903), ref(hold), TransferKind.EXPIRE);
    }

    /** A transaction's id: its last seven bits are zero. */
    static UUID uuid(long number) {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | number << 7);
    }

    /** The id of the transfer that is one leg of a transaction. */
    static UUID transfer(UUID txId, int index) {
        return new UUID(txId.getMostSignificantBits(), txId.getLeastSignificantBits() | index);
    }
}
