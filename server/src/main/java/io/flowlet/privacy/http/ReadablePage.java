package io.flowlet.privacy.http;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;

/** An export for people: one page of plain HTML that a browser shows and prints, without scripts and without anything from elsewhere. */
final class ReadablePage {
    private static final String STYLE =
            "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
                    + "table{border-collapse:collapse;margin:.25rem 0;width:100%}"
                    + "th,td{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}"
                    + "th{width:14rem;font-weight:600;background:#f2f2f2}"
                    + "@media print{body{max-width:none;margin:0}h2{break-after:avoid}tr{break-inside:avoid}}";

    private ReadablePage() {}

    static String of(JsonNode export) {
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<title>Your data</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Your data</h1><p>What is held about ")
                .append(text(export.at("/subscriber_id")))
                .append(", as of ")
                .append(text(export.at("/made_at")))
                .append(". What a law forbids to tell is not in here.</p>");
        for (Map.Entry<String, JsonNode> section : export.at("/sections").properties()) {
            page.append("<h2>").append(title(section.getKey())).append("</h2>").append(value(section.getValue()));
        }
        return page.append("<h2>Why it is held, and for how long</h2>")
                .append(value(export.at("/purposes")))
                .append("</body></html>\n")
                .toString();
    }

    private static String value(JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(member -> "<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
                            .formatted(title(member.getKey()), value(member.getValue())))
                    .collect(Collectors.joining("", "<table>", "</table>"));
        }
        if (node.isArray()) {
            return node.isEmpty()
                    ? "none"
                    : node.valueStream().map(ReadablePage::value).collect(Collectors.joining("<br>"));
        }
        return node.isNull() ? "–" : text(node);
    }

    private static String title(String name) {
        String words = name.replace('_', ' ');
        return HtmlUtils.htmlEscape(words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1));
    }

    private static String text(JsonNode node) {
        return HtmlUtils.htmlEscape(node.asString(""));
    }
}
