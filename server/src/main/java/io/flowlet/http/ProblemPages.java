package io.flowlet.http;

import jakarta.servlet.http.HttpServletResponse;
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
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%1$s - Flowlet</title>
            <link rel="stylesheet" href="/docs/style.css">
            </head>
            <body>
            <main>
            <p class="product">Flowlet</p>
            <h1>%1$s</h1>
            %2$s
            <nav><a href="/problems">All problems</a> &middot; <a href="/docs">API</a></nav>
            </main>
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
    String allAsPage(HttpServletResponse response) {
        String rows = Arrays.stream(ProblemCode.values())
                .map(code ->
                        "<tr><td>%1$d</td><td><a href=\"/problems/%2$s\"><code>%2$s</code></a></td><td>%3$s</td></tr>"
                                .formatted(code.status(), code.code(), HtmlUtils.htmlEscape(code.detail())))
                .collect(Collectors.joining(
                        "\n",
                        "<p>Every way the API says no, in order of precedence.</p>\n<table>\n<thead><tr><th>Status</th><th>Code</th>"
                                + "<th>Says</th></tr></thead>\n<tbody>\n",
                        "\n</tbody>\n</table>"));
        response.setHeader("Content-Security-Policy", POLICY);
        return PAGE.formatted("Problems", rows);
    }

    @GetMapping(path = "/{code}", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, Object> one(@PathVariable String code) {
        return described(find(code));
    }

    @GetMapping(path = "/{code}", produces = MediaType.TEXT_HTML_VALUE)
    String oneAsPage(@PathVariable String code, HttpServletResponse response) {
        ProblemCode found = find(code);
        String body = """
                <p>%s</p>
                <section class="todo"><h2>What to do</h2><p>%s</p></section>
                <dl>
                <dt>Code</dt><dd><code>%s</code></dd>
                <dt>Status</dt><dd>%d</dd>
                <dt>Category</dt><dd><code>%s</code></dd>
                <dt>Advice</dt><dd><code>%s</code></dd>
                <dt>The same request can succeed later</dt><dd>%s</dd>
                </dl>""".formatted(
                        HtmlUtils.htmlEscape(found.detail()),
                        HtmlUtils.htmlEscape(whatToDo(found.advice())),
                        found.code(),
                        found.status(),
                        found.category().code(),
                        found.advice().code(),
                        found.retryable() ? "yes" : "no");
        response.setHeader("Content-Security-Policy", POLICY);
        return PAGE.formatted(HtmlUtils.htmlEscape(found.title()), body);
    }

    private static String whatToDo(ProblemCode.Advice advice) {
        return switch (advice) {
            case DO_NOT_RETRY ->
                "Do not send this request again: it gets the same answer until something else changes. Show the person why.";
            case RETRY_SAME_KEY ->
                "Send the very same request again, with the same Idempotency-Key, after the seconds that Retry-After names. It has one"
                        + " effect, however often you ask.";
            case FIX_REQUEST ->
                "Correct the request and send it again; errors names the members that are wrong. A corrected request that takes an"
                        + " Idempotency-Key needs a new one.";
            case CONTACT_SUPPORT ->
                "Give the answer's request_id to whoever runs this installation: it finds the failure in the logs. A request with an"
                        + " Idempotency-Key may be sent again as it was.";
        };
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
