package io.flowlet.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this instance keeps the audit log.
 *
 * @param origin names this installation's log in every checkpoint and is the name of its key; never changed once checkpoints are out
 * @param sequencerEnabled whether this instance may lead the sequencing; at least one must
 * @param interval between two rounds of the sequencer, 10 ms to 10 s
 * @param batch events a round takes at most, 1 to 100,000
 * @param checkpointFile where every checkpoint is appended: an anchor outside of the database, best on write-once storage
 */
@ConfigurationProperties("flowlet.audit")
public record AuditSettings(
        @DefaultValue(UNNAMED)
        @Pattern(regexp = "[^\\s+]{1,200}", message = "must be a name without spaces or plus: example.com/audit")
        String origin,

        @DefaultValue("true") boolean sequencerEnabled,
        @DefaultValue("200ms") @NotNull Duration interval,
        @DefaultValue("8192") @Min(1) @Max(100_000) int batch,
        @Nullable Path checkpointFile) {
    static final String UNNAMED = "unnamed.invalid/audit";

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public AuditSettings {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("audit.interval must be 10ms to 10s");
        }
    }

    /**
     * What a production server must not start without: a name of its own, and an anchor outside of the database, since without one whoever
     * owns the database and the key could rewrite the log unseen.
     *
     * @return the fix by the key of the setting; empty when nothing is missing
     */
    public SortedMap<String, String> missingForProduction() {
        SortedMap<String, String> fixes = new TreeMap<>();
        if (origin.equals(UNNAMED)) {
            fixes.put("audit.origin", "name this installation's log: example.com/audit");
        }
        if (checkpointFile == null) {
            fixes.put("audit.checkpoint-file", "name a file outside of the database, best on write-once storage");
        }
        return fixes;
    }
}
