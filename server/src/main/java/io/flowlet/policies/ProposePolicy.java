package io.flowlet.policies;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new version.
 *
 * @param basedOn the newest version that its author knew
 * @param content what it shall say
 * @param effectiveAt null for now; where another person must agree, for the moment in which that happens
 * @param replacesScheduled whether it may come before versions that are scheduled, which then never come into force
 * @param reason for that person; null where none is given
 */
public record ProposePolicy(
        String name,
        int basedOn,
        Content content,
        @Nullable Instant effectiveAt,
        boolean replacesScheduled,
        @Nullable String reason) {

    /** What a version shall say. */
    public sealed interface Content {
        /** This. */
        record Body(Map<String, @Nullable Object> members) implements Content {}

        /** What an earlier version said. */
        record Of(int version) implements Content {}
    }

    /** Text forms leave the reason out. */
    @Override
    public String toString() {
        return "ProposePolicy[" + name + " after " + basedOn + "]";
    }
}
