package io.flowlet.bench;

/**
 * What a figure has to reach.
 *
 * @param must below it the run fails
 * @param reach what is worth reaching for
 * @param unit written behind a figure: {@code x}, {@code ms}, {@code µs}, {@code /s}, {@code s}, {@code MiB}
 * @param most whether smaller is better
 */
public record Target(double must, double reach, String unit, boolean most) {
    /** At least so many times the peer. */
    public static Target atLeast(double must, double reach) {
        return new Target(must, reach, "x", false);
    }

    /** At most so many times the peer. */
    public static Target atMost(double must, double reach) {
        return new Target(must, reach, "x", true);
    }

    /** At most so many milliseconds. */
    public static Target atMostMillis(double must, double reach) {
        return new Target(must, reach, "ms", true);
    }

    /** At most so many microseconds. */
    public static Target atMostMicros(double must, double reach) {
        return new Target(must, reach, "µs", true);
    }

    /** At most so much of {@code unit}. */
    public static Target atMost(double must, double reach, String unit) {
        return new Target(must, reach, unit, true);
    }

    /** Nothing that fails, and at most so many times the peer to reach for. */
    public static Target towards(double reach) {
        return new Target(Double.POSITIVE_INFINITY, reach, "x", true);
    }

    /** At least so many a second. */
    public static Target atLeastPerSecond(double must, double reach) {
        return new Target(must, reach, "/s", false);
    }

    /** How a figure does. */
    public enum Verdict {
        /** Worth reaching for, and reached. */
        REACHED,
        OK,
        MISSED
    }

    Verdict verdict(double figure) {
        if (passes(figure, reach)) {
            return Verdict.REACHED;
        }
        return passes(figure, must) ? Verdict.OK : Verdict.MISSED;
    }

    private boolean passes(double figure, double bound) {
        return most ? figure <= bound : figure >= bound; // false for what is no number
    }
}
