package io.flowlet.policies;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a new version.
 *
 * @param basedOn the newest version that its author knew
 * @param effectiveAt null for now
 */
public record ProposePolicy(
        String name,
        int basedOn,
        Map<String, @Nullable Object> body,
        @Nullable Instant effectiveAt) {}
