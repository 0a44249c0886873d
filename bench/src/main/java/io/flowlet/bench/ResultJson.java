package io.flowlet.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The same figures for programs. */
final class ResultJson {
    private ResultJson() {}

    static String of(String machine, int rounds, List<Line> lines) {
        List<Map<String, Object>> told = new ArrayList<>();
        lines.forEach(line -> told.add(line(line)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("rounds", rounds);
        all.put("lines", told);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private static Map<String, Object> line(Line line) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("what", line.what());
        Series series = line.series();
        if (series != null) {
            told.put("per_second", series.perSecond());
            told.put("spread", series.spread());
            told.put("postgres_cpu_micros", series.microsEach());
            Sample.Latency latency = series.latency();
            if (latency != null) {
                told.put("p50_millis", latency.p50Millis());
                told.put("p99_millis", latency.p99Millis());
            }
        }
        Line.Judged judged = line.judged();
        if (judged != null) {
            told.put("against", judged.against());
            told.put("figure", judged.figure());
            if (Double.isFinite(judged.target().must())) {
                told.put("must", judged.target().must());
            }
            told.put("reach", judged.target().reach());
            told.put("verdict", judged.verdict().name().toLowerCase(Locale.ROOT));
        }
        return told;
    }
}
