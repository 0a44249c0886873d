package io.flowlet.onboarding;

import java.util.Locale;

/** Why a case is not approved by itself. Never told to a subscriber. Codes are stored, never reused. */
public enum Hold {
    /** A screening hit waits for an analyst. */
    HITS_OPEN,
    /** An analyst confirmed a screening hit. */
    HITS_CONFIRMED,
    /** An answer that the questionnaire's policy wants a person to look at. */
    KNOCK_OUT,
    /** Two answers that hardly fit together. */
    CONTRADICTION,
    /** A step was done again with other content after the first screening. */
    CHANGED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
