package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves money at once: 1 to {@value #MAX_LEGS} legs, all or nothing, in their order.
 *
 * <p>Floors and ceilings are checked after each leg, so put the leg that brings the money before the one that spends it.
 *
 * @param valueAt when it takes effect, not later than it is booked; null for the moment it is booked
 * @param caps further limits of its accounts, checked after floors and ceilings
 */
public record Posting(@Nullable Instant valueAt, List<Leg> legs, List<Cap> caps) implements Command {
    public static final int MAX_LEGS = 100;

    public Posting {
        legs = List.copyOf(legs);
        caps = List.copyOf(caps);
        if (legs.isEmpty() || legs.size() > MAX_LEGS) {
            throw new IllegalArgumentException("a transaction has 1 to " + MAX_LEGS + " legs, not " + legs.size());
        }
    }

    /** Without caps. */
    public Posting(@Nullable Instant valueAt, List<Leg> legs) {
        this(valueAt, legs, List.of());
    }

    /** One leg, effective when it is booked. */
    public static Posting of(AccountNumber debit, AccountNumber credit, Money amount) {
        return new Posting(null, List.of(new Leg(debit, credit, amount)));
    }

    /**
     * One movement.
     *
     * @param amount positive
     */
    public record Leg(AccountNumber debit, AccountNumber credit, Money amount) {
        public Leg {
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("a leg moves a positive amount");
            }
        }
    }
}
