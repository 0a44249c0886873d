package io.flowlet.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/**
 * Names a journal transaction: {@code txn_…}.
 *
 * <p>A UUIDv7 whose last seven bits are zero: its legs' transfers are numbered in them, so that a transaction is found by the transfers'
 * primary key and needs no index of its own.
 */
public record TransactionId(UUID value) {
    private static final String PREFIX = "txn";
    private static final long LEG_BITS = 0x7f;

    public TransactionId {
        if ((value.getLeastSignificantBits() & LEG_BITS) != 0) {
            throw new IllegalArgumentException("a transaction's id ends in seven zero bits");
        }
    }

    /** The transaction's id that is nearest to a new UUIDv7. */
    public static TransactionId from(UUID fresh) {
        return new TransactionId(new UUID(fresh.getMostSignificantBits(), fresh.getLeastSignificantBits() & ~LEG_BITS));
    }

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if {@code text} is not a transaction's id
     */
    @JsonCreator
    public static TransactionId of(String text) {
        return new TransactionId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    /** The id of the transfer of one leg, from 0. */
    public UUID transfer(int leg) {
        if (leg < 0 || leg > LEG_BITS) {
            throw new IllegalArgumentException("no leg has number " + leg);
        }
        return new UUID(value.getMostSignificantBits(), value.getLeastSignificantBits() | leg);
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
