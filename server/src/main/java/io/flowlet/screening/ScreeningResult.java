package io.flowlet.screening;

/** What stands against a subscriber after a screening, earlier decisions counted in. */
public enum ScreeningResult {
    /** No hit, or every hit was decided to be somebody else. */
    CLEAR,
    /** At least one hit waits for an analyst. */
    OPEN_HITS,
    /** An analyst confirmed a hit. */
    CONFIRMED
}
