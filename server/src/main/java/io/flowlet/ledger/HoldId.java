package io.flowlet.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a hold: {@code hld_…}. The UUID is that of the transaction that placed it. */
public record HoldId(UUID value) {
    private static final String PREFIX = "hld";

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if {@code text} is not a hold's id
     */
    @JsonCreator
    public static HoldId of(String text) {
        return new HoldId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    /** The hold that a transaction of kind {@link EntryKind#HOLD} placed. */
    public static HoldId of(TransactionId placedBy) {
        return new HoldId(placedBy.value());
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
