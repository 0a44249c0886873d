package io.flowlet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * CPU that a PostgreSQL has used, in user and kernel mode: its postmaster, every process that the postmaster has now, and those it has
 * waited for. Linux only.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
final class PostgresCpu {
    /** {@code _SC_CLK_TCK} is 100 wherever Linux runs Java. */
    private static final double MICROS_A_TICK = 10_000;

    private static final int UTIME = 11;
    private static final int CHILDREN_STIME = 14;

    private final ProcessHandle postmaster;

    PostgresCpu(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    double micros() {
        long ticks = ticks(postmaster.pid(), true)
                + postmaster
                        .descendants()
                        .mapToLong(process -> ticks(process.pid(), false))
                        .sum();
        return ticks * MICROS_A_TICK;
    }

    private static long ticks(long pid, boolean withWaitedFor) {
        try {
            return ticks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")), withWaitedFor);
        } catch (NoSuchFileException gone) {
            return 0; // the next reading finds it with the postmaster's children
        } catch (IOException e) {
            throw new UncheckedIOException("the CPU of process " + pid + " cannot be read", e);
        }
    }

    /** @param stat of a process; its second field is a name in parentheses that may hold anything */
    static long ticks(String stat, boolean withWaitedFor) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long sum = 0;
        for (int i = UTIME; i <= (withWaitedFor ? CHILDREN_STIME : UTIME + 1); i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }
}
