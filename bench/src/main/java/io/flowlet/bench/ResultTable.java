package io.flowlet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of a run: figures, ratios and verdicts. */
final class ResultTable {
    private static final List<String> HEAD =
            List.of("what", "a second", "spread", "PG µs", "p50/p99 ms", "figure", "must / reach", "");

    private final List<Line> lines;

    ResultTable(List<Line> lines) {
        this.lines = lines;
    }

    boolean hasMissed() {
        return lines.stream().anyMatch(Line::isMissed);
    }

    String text() {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        lines.forEach(line -> rows.add(row(line)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - row.get(i).length());
                boolean words = i == 0 || i >= HEAD.size() - 3;
                line.append(words ? row.get(i) + space : space + row.get(i)).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static List<String> row(Line line) {
        List<String> cells = new ArrayList<>(List.of(line.what()));
        Series series = line.series();
        if (series == null) {
            cells.addAll(List.of("", "", "", ""));
        } else {
            Sample.Latency latency = series.latency();
            cells.add(String.format(Locale.ROOT, "%,.0f", series.perSecond()));
            cells.add(String.format(Locale.ROOT, "±%.0f %%", 50 * series.spread()));
            cells.add(String.format(Locale.ROOT, "%.1f", series.microsEach()));
            cells.add(
                    latency == null
                            ? ""
                            : String.format(Locale.ROOT, "%.1f/%.1f", latency.p50Millis(), latency.p99Millis()));
        }
        Line.Judged judged = line.judged();
        if (judged == null) {
            cells.addAll(List.of("", "", ""));
        } else {
            Target target = judged.target();
            cells.add(String.format(Locale.ROOT, "%,.2f %s %s", judged.figure(), target.unit(), judged.against()));
            cells.add(String.format(
                    Locale.ROOT,
                    "%s%s / %s",
                    target.most() ? "<= " : ">= ",
                    bound(target.must()),
                    bound(target.reach())));
            cells.add(
                    switch (judged.verdict()) {
                        case REACHED -> "ok, reached";
                        case OK -> "ok";
                        case MISSED -> "MISSED";
                    });
        }
        return cells;
    }

    private static String bound(double bound) {
        if (Double.isInfinite(bound)) {
            return "-";
        }
        return bound == Math.rint(bound)
                ? String.format(Locale.ROOT, "%.0f", bound)
                : String.format(Locale.ROOT, "%.2f", bound);
    }
}
