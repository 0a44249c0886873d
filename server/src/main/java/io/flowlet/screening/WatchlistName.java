package io.flowlet.screening;

import java.util.Locale;
import java.util.Optional;

/** The lists that can be loaded; the codes stand in stored rows and are never reused. */
public enum WatchlistName {
    /** Specially Designated Nationals of the US Office of Foreign Assets Control, in its delimited (CSV) form. */
    OFAC_SDN,
    /** Consolidated list of the United Nations Security Council, in its XML form. */
    UN_CONSOLIDATED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The list of this code; empty for any other text. */
    public static Optional<WatchlistName> ofCode(String code) {
        for (WatchlistName name : values()) {
            if (name.code().equals(code)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
