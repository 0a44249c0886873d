package io.flowlet.cli;

import io.flowlet.vault.DataRotation.Way;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Option;

/** Which data keys {@code vault rotate-data} rotates, and how far it goes. */
final class RotationOptions {
    private static final Pattern AGE = Pattern.compile("[0-9]{1,6}[smhd]");

    @Option(names = "--tenant", paramLabel = "ten_…", description = "The keys of this tenant alone.")
    private @Nullable String tenant;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "New versions for keys of which the newest is so old only: 90d, 12h."
                    + " What was superseded before is rewritten and removed all the same.")
    private @Nullable String olderThan;

    @Option(names = "--finish", description = "Go on with what was begun, and begin nothing.")
    private boolean finish;

    @Option(
            names = "--now",
            description = {
                "Remove the older versions in this run, vault.cached-for after the rewriting.",
                "A server that has a longer vault.cached-for, or that was paused meanwhile, loses what it writes with a version it still"
                        + " holds: for a key that others may know, with that setting the same everywhere."
            })
    private boolean atOnce;

    /** What is not to be had, for who typed it. */
    Optional<String> wrong() {
        if (finish && (atOnce || olderThan != null)) {
            return Optional.of("Give --finish alone or with --tenant.");
        }
        return olderThan == null || AGE.matcher(olderThan).matches()
                ? Optional.empty()
                : Optional.of("--older-than: an age such as 90d or 12h, not " + olderThan + ".");
    }

    /** Zero: of any age. */
    Duration olderThan() {
        return olderThan == null ? Duration.ZERO : DurationStyle.SIMPLE.parse(olderThan);
    }

    Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    Way way() {
        if (finish) {
            return Way.FINISH;
        }
        return atOnce ? Way.AT_ONCE : Way.BEGIN;
    }
}
