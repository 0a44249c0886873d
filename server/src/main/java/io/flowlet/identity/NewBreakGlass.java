package io.flowlet.identity;

import java.time.Duration;
import java.util.UUID;

/**
 * A role for some hours.
 *
 * @param account a member of staff
 * @param life over 0, at most {@link BreakGlass#LONGEST}
 * @param approval the request that two people agreed to
 */
public record NewBreakGlass(UUID account, StaffRole role, Duration life, UUID approval) {
    public NewBreakGlass {
        if (!life.isPositive() || life.compareTo(BreakGlass.LONGEST) > 0) {
            throw new IllegalArgumentException("a break-glass role is on for four hours at most");
        }
    }
}
