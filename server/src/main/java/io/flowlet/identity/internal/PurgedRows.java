package io.flowlet.identity.internal;

import java.time.Duration;
import java.time.Instant;

/** Rows that go once what they stand for is over. Implementations are beans; they need a control transaction. */
public interface PurgedRows {
    /** Longer than any tolerance for clocks. */
    Duration USUALLY_KEPT = Duration.ofMinutes(5);

    /** Removes at most {@code most} rows of what was over before {@code before}; says how many. */
    int purge(Instant before, int most);

    /** How long a row outlives what it stands for. */
    default Duration kept() {
        return USUALLY_KEPT;
    }
}
