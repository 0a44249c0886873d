package io.flowlet.subscribers;

import java.util.Locale;

/** How far the program knows a subscriber. Codes are stored, never reused. */
public enum KycStatus {
    /** Nothing has begun. */
    NONE,
    /** Steps are open or somebody reviews them; deliberately the same for every cause. */
    IN_PROGRESS,
    /** May hold and move money. */
    APPROVED,
    REJECTED;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
