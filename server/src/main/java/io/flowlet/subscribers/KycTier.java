package io.flowlet.subscribers;

import java.util.Locale;

/** What limits follow from what was proven. Codes are stored, never reused. */
public enum KycTier {
    NONE,
    /** Identity as declared, screened, without a document. */
    BASIC;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
