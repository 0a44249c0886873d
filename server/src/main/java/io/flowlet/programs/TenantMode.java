package io.flowlet.programs;

import java.util.Arrays;
import java.util.Locale;

/** Whether a tenant moves real money. Codes are stored, never reused. */
public enum TenantMode {
    LIVE,
    /** A sandbox: has a demo rail and a clock that can be advanced. */
    TEST;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The mode of a stored code.
     *
     * @throws IllegalArgumentException if no mode has this code
     */
    public static TenantMode of(String code) {
        return Arrays.stream(values())
                .filter(mode -> mode.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mode of a tenant: " + code));
    }
}
