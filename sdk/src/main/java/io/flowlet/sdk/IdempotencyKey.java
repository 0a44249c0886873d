package io.flowlet.sdk;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one intended effect: however often a call goes out under one key, it happens once.
 *
 * <p>Every call that moves money or makes something gets a fresh key by itself and keeps it over its own retries. Give one yourself when the
 * effect must stay single over restarts of your program: derive it from your own order number, or store it before the call.
 *
 * @param value 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String value) {
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @throws IllegalArgumentException if {@code value} has another form */
    public IdempotencyKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an idempotency key is 1 to 255 visible ASCII characters");
        }
    }

    public static IdempotencyKey of(String value) {
        return new IdempotencyKey(value);
    }

    /** A key that nobody used before. */
    public static IdempotencyKey fresh() {
        return new IdempotencyKey(UUID.randomUUID().toString());
    }
}
