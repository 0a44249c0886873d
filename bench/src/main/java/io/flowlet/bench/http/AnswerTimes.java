package io.flowlet.bench.http;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The answers of one round. Used by one thread. */
final class AnswerTimes {
    private static final int FIRST_ROOM = 1 << 16;

    private final Map<Integer, Long> statuses = new TreeMap<>();
    private long[] nanos = new long[FIRST_ROOM];
    private int answers;

    void add(int status, long took) {
        statuses.merge(status, 1L, Long::sum);
        if (answers == nanos.length) {
            nanos = Arrays.copyOf(nanos, nanos.length * 2);
        }
        nanos[answers++] = took;
    }

    LoadResult result(double seconds, long cpuNanos) {
        Arrays.sort(nanos, 0, answers);
        return new LoadResult(statuses, seconds, millis(0.50), millis(0.99), cpuNanos / 1e3 / Math.max(1, answers));
    }

    private double millis(double part) {
        return answers == 0 ? 0 : nanos[(int) Math.min(answers - 1L, Math.round(part * answers))] / 1e6;
    }
}
