package io.flowlet.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param what was measured
 * @param series its figures; null for a line that only judges
 * @param judged against its peer; null for what has no target
 */
public record Line(
        String what, @Nullable Series series, @Nullable Judged judged) {
    /**
     * A figure and what it has to reach.
     *
     * @param against the peer, or what the figure is
     */
    public record Judged(String against, double figure, Target target) {
        Target.Verdict verdict() {
            return target.verdict(figure);
        }
    }

    /** Figures without a target: a peer's. */
    public static Line of(String what, Series series) {
        return new Line(what, series, null);
    }

    public static Line of(String what, Series series, Judged judged) {
        return new Line(what, series, judged);
    }

    boolean isMissed() {
        return judged != null && judged.verdict() == Target.Verdict.MISSED;
    }
}
