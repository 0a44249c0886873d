package io.flowlet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a process or thread has used of the processors, in user and kernel mode. Linux only.
 *
 * @param name of the program or thread, cut to 15 bytes
 * @param ofChildren of those that the process has waited for
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessorTime(String name, Duration own, Duration ofChildren) {
    /** {@code _SC_CLK_TCK} is 100 wherever Linux runs Java. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final int UTIME = 11;

    /**
     * Reads {@code /proc/<pid>} or {@code /proc/<pid>/task/<tid>}.
     *
     * @return empty if it has ended
     */
    public static Optional<ProcessorTime> of(Path folder) {
        try {
            return Optional.of(parse(Files.readString(folder.resolve("stat"))));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException e) {
            // ended between opening and reading
            if (!Files.exists(folder)) {
                return Optional.empty();
            }
            throw new UncheckedIOException("the processor time of " + folder + " cannot be read", e);
        }
    }

    /** @param stat its second field is a name in parentheses that may hold anything */
    static ProcessorTime parse(String stat) {
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 2).split(" ", -1);
        return new ProcessorTime(
                stat.substring(stat.indexOf('(') + 1, end), ticks(fields, UTIME), ticks(fields, UTIME + 2));
    }

    /** User and kernel mode stand side by side. */
    private static Duration ticks(String[] fields, int at) {
        return TICK.multipliedBy(Long.parseLong(fields[at]) + Long.parseLong(fields[at + 1]));
    }
}
