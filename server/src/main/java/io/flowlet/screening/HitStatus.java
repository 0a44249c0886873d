package io.flowlet.screening;

import java.util.Locale;
import java.util.Optional;

/** Where a hit is; the codes stand in stored rows and are never reused. */
public enum HitStatus {
    /** Waits for an analyst. */
    OPEN,
    /** Somebody else, as an analyst found; opens again when the entry or the person changes. */
    CLEARED,
    /** The listed person, as an analyst found; for good. */
    CONFIRMED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of this code; empty for any other text. */
    public static Optional<HitStatus> ofCode(String code) {
        for (HitStatus status : values()) {
            if (status.code().equals(code)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
