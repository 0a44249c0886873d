package io.flowlet.programs;

import java.util.Locale;

/** Where a request to destroy a tenant's keys stands. Codes are stored, never reused. */
public enum KeyDestructionState {
    /** Waits for another operator. */
    REQUESTED,
    /** Waits for its time. */
    APPROVED,
    WITHDRAWN,
    /** Its time came, and something needed the keys. */
    REFUSED,
    CARRIED_OUT;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static KeyDestructionState of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    boolean isOpen() {
        return this == REQUESTED || this == APPROVED;
    }
}
