package io.flowlet.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names an account outside: {@code acc_…}. Inside, modules keep its narrow {@link AccountNumber}. */
public record AccountId(UUID value) {
    private static final String PREFIX = "acc";

    /**
     * Reads an id.
     *
     * @throws IllegalArgumentException if {@code text} is not an account's id
     */
    @JsonCreator
    public static AccountId of(String text) {
        return new AccountId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
