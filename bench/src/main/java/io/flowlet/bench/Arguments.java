package io.flowlet.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * What was asked for.
 *
 * @param subject what is measured: {@code ledger} or {@code vault}
 * @param preload transfers that are there before it is measured; 0 for none
 * @param quick rounds so short that they show whether it runs, not how fast
 * @param only names of measurements; empty for all
 * @param json whether the figures are printed as JSON
 * @param embedded whether PostgreSQL is the embedded one even where another is installed
 */
public record Arguments(String subject, long preload, boolean quick, Set<String> only, boolean json, boolean embedded) {
    /**
     * Reads a command line that starts with what is to be measured.
     *
     * @throws UsageException if something in it is unknown
     */
    static Arguments of(String... words) {
        Deque<String> left = new ArrayDeque<>(List.of(words));
        String subject = left.poll();
        if (subject == null || !Measurements.subjects().contains(subject)) {
            throw new UsageException("what to measure? " + String.join(" or ", Measurements.subjects()));
        }
        Arguments read = new Arguments(subject, 0, false, Set.of(), false, false);
        for (String option = left.poll(); option != null; option = left.poll()) {
            read = switch (option) {
                case "--quick" -> new Arguments(subject, read.preload, true, read.only, read.json, read.embedded);
                case "--json" -> new Arguments(subject, read.preload, read.quick, read.only, true, read.embedded);
                case "--embedded" -> new Arguments(subject, read.preload, read.quick, read.only, read.json, true);
                case "--preload" ->
                    new Arguments(subject, count(value(option, left)), read.quick, read.only, read.json, read.embedded);
                case "--only" ->
                    new Arguments(
                            subject,
                            read.preload,
                            read.quick,
                            names(subject, value(option, left)),
                            read.json,
                            read.embedded);
                default -> throw new UsageException("unknown option " + option);
            };
        }
        return read;
    }

    /** Whether a measurement is to run. */
    boolean wants(String measurement) {
        return only.isEmpty() || only.contains(measurement);
    }

    private static String value(String option, Deque<String> left) {
        String value = left.poll();
        if (value == null) {
            throw new UsageException(option + " needs a value");
        }
        return value;
    }

    private static Set<String> names(String subject, String list) {
        Set<String> names = Set.of(list.split(",", -1));
        for (String name : names) {
            if (Measurements.of(subject).stream()
                    .noneMatch(measurement -> measurement.name().equals(name))) {
                throw new UsageException("no measurement is called " + name);
            }
        }
        return names;
    }

    private static long count(String digits) {
        if (!digits.matches("[0-9]{1,9}")) {
            throw new UsageException("--preload takes a number of transfers, not " + digits);
        }
        return Long.parseLong(digits);
    }
}
