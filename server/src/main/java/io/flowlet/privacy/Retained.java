package io.flowlet.privacy;

import io.flowlet.actor.Purpose;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stays after an erasure, for one purpose.
 *
 * @param holdsData whether there was anything under that purpose
 * @param until when its keys are destroyed, unless a legal hold stands
 * @param destroyedAt null while it is kept
 */
public record Retained(
        Purpose purpose,
        LegalBasis basis,
        String law,
        boolean holdsData,
        Instant until,
        @Nullable Instant destroyedAt) {
    /** Whether it may be told: never anything of reports to the authority. */
    public boolean isTold() {
        return holdsData && purpose != Purpose.REPORT_RECORD;
    }

    Retained withoutDestruction() {
        return new Retained(purpose, basis, law, holdsData, until, null);
    }
}
