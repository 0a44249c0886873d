package io.flowlet.testing;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** As much of a browser as the pages need: keeps cookies, sends forms, and shows redirects instead of following them. Not thread-safe. */
public final class Browser {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form_token\" value=\"([\\w-]{43})\"");

    private final int port;
    private final String address;
    private final Map<String, String> cookies = new TreeMap<>();

    /** @param address where it seems to be, for servers that trust the loopback to say so */
    public Browser(int port, String address) {
        this.port = port;
        this.address = address;
    }

    /** Another browser behind the same address. */
    public Browser neighbour() {
        return new Browser(port, address);
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** @param site {@code Sec-Fetch-Site} */
    public HttpResponse<String> get(String path, String site) {
        return send(request(path).header("Sec-Fetch-Site", site).GET());
    }

    public HttpResponse<String> post(String path, Map<String, String> form) {
        return post(path, form, null);
    }

    /** @param site {@code Sec-Fetch-Site}, or null for a browser that does not tell */
    public HttpResponse<String> post(String path, Map<String, String> form, @Nullable String site) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(form)));
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        return send(request);
    }

    /** The hidden field of the form on {@code page}. */
    public static String formToken(HttpResponse<String> page) {
        Matcher matcher = FORM_TOKEN.matcher(page.body());
        if (!matcher.find()) {
            throw new AssertionError("no form: " + page.statusCode() + " " + page.body());
        }
        return matcher.group(1);
    }

    /** Where {@code answer} sends the browser. */
    public static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("location")
                .orElseThrow(() -> new AssertionError("no redirect: " + answer.statusCode() + " " + answer.body()));
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    public static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("User-Agent", "Mozilla/5.0 (test)")
                .header("X-Forwarded-For", address);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            answer.headers().allValues("set-cookie").forEach(this::keep);
            return answer;
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void keep(String header) {
        String pair = header.substring(0, header.indexOf(';'));
        String name = pair.substring(0, pair.indexOf('='));
        if (header.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, pair.substring(pair.indexOf('=') + 1));
        }
    }
}
