package io.flowlet.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.flowlet.ids.PublicId;
import java.util.UUID;

/** Names a payment: {@code pay_…}. */
public record PaymentId(UUID value) {
    private static final String PREFIX = "pay";

    /** @throws IllegalArgumentException if {@code text} is not a payment's id */
    @JsonCreator
    public static PaymentId of(String text) {
        return new PaymentId(PublicId.parse(PREFIX, text).orElseThrow(IllegalArgumentException::new));
    }

    @JsonValue
    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
