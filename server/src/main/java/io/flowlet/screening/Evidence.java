package io.flowlet.screening;

import java.util.Locale;

/** What a hit rests on, strongest first; the codes stand in stored rows and are never reused. */
public enum Evidence {
    /** A birth date of the entry is, as exactly as the entry tells it, the person's. */
    NAME_AND_BIRTH_DATE,
    /** A birth date of the entry is within a year of the person's. */
    NAME_AND_BIRTH_YEAR,
    /** One side has no birth date. */
    NAME_ONLY,
    /** Every birth date of the entry is another, but the name is exactly the listed one. */
    NAME_ONLY_BIRTH_DATE_DIFFERS;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
