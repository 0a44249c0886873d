package io.flowlet.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Somebody with a browser that has no script: cookies, links, forms with their hidden fields. Remembers all that it was sent. */
final class Browser {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
    private static final int MOST_REDIRECTS = 10;

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final URI base;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<String> seen = new ArrayList<>();

    Browser(URI base) {
        this.base = base;
    }

    /** A page as it came, after redirects. */
    record Shown(int status, URI at, String body, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> String.join(", ", header.getValue()))
                    .findFirst()
                    .orElse("");
        }

        /** Visible words: no tags, one space. */
        String text() {
            return body.replaceAll("(?s)<(script|style|svg).*?</\\1>", " ")
                    .replaceAll("<[^>]+>", " ")
                    .replace("&#34;", "\"")
                    .replace("&amp;", "&")
                    .replaceAll("\\s+", " ");
        }

        String path() {
            return at.getPath();
        }
    }

    Shown open(String path) {
        return follow(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    /** Without following where it leads. */
    Shown look(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).GET();
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Fills in and sends the form of {@code page} whose action is {@code action}. */
    Shown submit(Shown page, String action, String... fields) {
        Map<String, String> all = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(form(page, action));
        while (hidden.find()) {
            all.put(hidden.group(1), hidden.group(2));
        }
        return post(action, all, fields);
    }

    private static String form(Shown page, String action) {
        int from = page.body().indexOf("action=\"" + action + "\"");
        if (from < 0) {
            throw new AssertionError("no form for " + action + " on " + page.at() + ":\n" + page.text());
        }
        return page.body().substring(from, page.body().indexOf("</form>", from));
    }

    /** A form that somebody made up. */
    Shown post(String path, Map<String, String> hidden, String... fields) {
        List<String> pairs = new ArrayList<>();
        hidden.forEach((name, value) -> pairs.add(name + "=" + encode(value)));
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(fields[i] + "=" + encode(fields[i + 1]));
        }
        return follow(HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs))));
    }

    private Shown follow(HttpRequest.Builder request) {
        Shown shown = send(request);
        for (int i = 0; i < MOST_REDIRECTS && shown.status() / 100 == 3; i++) {
            shown = send(HttpRequest.newBuilder(shown.at().resolve(shown.header("Location")))
                    .GET());
        }
        return shown;
    }

    private Shown send(HttpRequest.Builder request) {
        HttpRequest plain = request.copy().build();
        boolean own = plain.uri().getAuthority().equals(base.getAuthority());
        if (own && !cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (own) {
                response.headers().allValues("Set-Cookie").forEach(this::keep);
                seen.add(response.headers().map() + "\n" + response.body());
            }
            return new Shown(
                    response.statusCode(),
                    response.uri(),
                    response.body(),
                    response.headers().map());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String setCookie) {
        String[] pair = setCookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty()) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    @Nullable
    String cookie(String name) {
        return cookies.get(name);
    }

    void cookie(String name, String value) {
        cookies.put(name, value);
    }

    Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    /** Every answer of the client so far, headers and body. */
    String everythingSeen() {
        return String.join("\n", seen);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
