package io.flowlet.ledger.internal.engine;

import static io.flowlet.ledger.internal.engine.NaiveLedger.big;

import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A hold of the naive ledger. */
final class NaiveHold {
    private final long debit;
    private final long credit;
    private final short currency;
    final BigInteger limit;
    BigInteger remaining;
    BigInteger captured;
    String state;

    @Nullable
    Instant expiresAt;

    NaiveHold(Held held) {
        debit = held.debitAccount();
        credit = held.creditAccount();
        currency = held.currency();
        limit = big(held.captureLimitMinor());
        remaining = big(held.remainingMinor());
        captured = big(held.capturedMinor());
        state = held.state().name();
        expiresAt = held.expiresAt();
    }

    NaiveHold(Hold placed) {
        debit = placed.leg().debitAccount();
        credit = placed.leg().creditAccount();
        currency = placed.leg().currency();
        limit = big(placed.captureLimitMinor());
        remaining = big(placed.leg().amountMinor());
        captured = BigInteger.ZERO;
        state = "OPEN";
        expiresAt = placed.expiresAt();
    }

    NaiveHold(NaiveHold other) {
        debit = other.debit;
        credit = other.credit;
        currency = other.currency;
        limit = other.limit;
        remaining = other.remaining;
        captured = other.captured;
        state = other.state;
        expiresAt = other.expiresAt;
    }

    boolean lies(HoldRef ref) {
        return ref.debitAccount() == debit && ref.creditAccount() == credit && ref.currency() == currency;
    }

    String text(UUID id) {
        return "%s %s %s of %s".formatted(id, state, remaining, captured);
    }
}
