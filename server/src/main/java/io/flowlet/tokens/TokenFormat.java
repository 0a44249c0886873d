package io.flowlet.tokens;

import java.util.Locale;

/** How a token looks. Codes are stored, never reused. */
public enum TokenFormat {
    /** Drawn by lot; tells nothing but a card number's length. */
    RANDOM,
    /** The value's own shape, part of it in clear, the rest encrypted by FF1. */
    PRESERVING;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TokenFormat of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
