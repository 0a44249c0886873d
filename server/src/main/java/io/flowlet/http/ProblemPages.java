package io.flowlet.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** {@code /problems/{code}}: what the {@code type} of a problem leads to, a page for people and JSON for programs. */
@RestController
@RequestMapping("/problems")
final class ProblemPages {
    private static final Map<String, ProblemCode> CODES =
            Arrays.stream(ProblemCode.values()).collect(Collectors.toMap(ProblemCode::code, code -> code));
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>%1$s</title></head>
            <body>
            <h1>%1$s</h1>
            %2$s
            </body>
            </html>
            """;

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, List<Map<String, Object>>> all() {
        return Map.of(
                "data",
                Arrays.stream(ProblemCode.values()).map(ProblemPages::described).toList());
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    String allAsPage() {
        String rows = Arrays.stream(ProblemCode.values())
                .map(code -> "<li>%d <a href=\"/problems/%s\">%s</a></li>"
                        .formatted(code.status(), code.code(), code.code()))
                .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
        return PAGE.formatted("Problems", rows);
    }

    @GetMapping(path = "/{code}", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, Object> one(@PathVariable String code) {
        return described(find(code));
    }

    @GetMapping(path = "/{code}", produces = MediaType.TEXT_HTML_VALUE)
    String oneAsPage(@PathVariable String code) {
        String rows = described(find(code)).entrySet().stream()
                .map(member -> "<dt>%s</dt><dd>%s</dd>"
                        .formatted(
                                member.getKey(),
                                HtmlUtils.htmlEscape(member.getValue().toString())))
                .collect(Collectors.joining("\n", "<dl>\n", "\n</dl>\n<p><a href=\"/problems\">All problems</a></p>"));
        return PAGE.formatted(HtmlUtils.htmlEscape(find(code).title()), rows);
    }

    private static ProblemCode find(String code) {
        ProblemCode found = CODES.get(code);
        if (found == null) {
            throw Refusal.of(ProblemCode.NOT_FOUND);
        }
        return found;
    }

    private static Map<String, Object> described(ProblemCode code) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("type", "/problems/" + code.code());
        described.put("code", code.code());
        described.put("status", code.status());
        described.put("title", code.title());
        described.put("detail", code.detail());
        described.put("category", code.category().code());
        described.put("retryable", code.retryable());
        described.put("advice", code.advice().code());
        return described;
    }
}
