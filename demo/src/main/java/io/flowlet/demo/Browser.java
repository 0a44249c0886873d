package io.flowlet.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/** As much of a browser as signing in needs: cookies and the one form of a page. Redirects are followed within the server only. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int REDIRECTS = 5;
    private static final Pattern FORM = Pattern.compile("<form[^>]*>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern ACTION = Pattern.compile("<form[^>]*\\saction=\"([^\"]*)\"");
    private static final Pattern FIELD = Pattern.compile("<input[^>]*type=\"hidden\"[^>]*>");
    private static final Pattern NAME = Pattern.compile("\\sname=\"([^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\\svalue=\"([^\"]*)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .connectTimeout(PATIENCE)
            .build();

    /**
     * Where a browser stands.
     *
     * @param at the address shown; when it is another server's, nothing was fetched from it and {@code text} is empty
     */
    record Page(URI at, int status, String text) {
        /** The form's hidden fields, as they go back with it. */
        Map<String, String> hidden() {
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher form = FORM.matcher(text);
            if (form.find()) {
                FIELD.matcher(form.group(1)).results().forEach(input -> {
                    Matcher name = NAME.matcher(input.group());
                    Matcher value = VALUE.matcher(input.group());
                    if (name.find()) {
                        fields.put(name.group(1), value.find() ? HtmlUtils.htmlUnescape(value.group(1)) : "");
                    }
                });
            }
            return fields;
        }

        URI action() {
            Matcher action = ACTION.matcher(text);
            return action.find() ? at.resolve(HtmlUtils.htmlUnescape(action.group(1))) : at;
        }
    }

    Page open(URI address) {
        return follow(HttpRequest.newBuilder(address).GET(), address);
    }

    /** Fills the page's form in and sends it, as a press of its button does. */
    Page submit(Page page, Map<String, String> filledIn) {
        Map<String, String> fields = page.hidden();
        fields.putAll(filledIn);
        URI action = page.action();
        return follow(
                HttpRequest.newBuilder(action)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", origin(action))
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(HttpRequest.BodyPublishers.ofString(Api.form(fields))),
                action);
    }

    private Page follow(HttpRequest.Builder first, URI start) {
        URI at = start;
        HttpResponse<String> response = send(first);
        for (int i = 0; i < REDIRECTS && response.statusCode() / 100 == 3; i++) {
            at = at.resolve(response.headers().firstValue("Location").orElseThrow());
            if (!origin(at).equals(origin(start))) {
                return new Page(at, response.statusCode(), "");
            }
            response = send(HttpRequest.newBuilder(at).GET());
        }
        return new Page(at, response.statusCode(), response.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("interrupted");
        }
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    @Override
    public void close() {
        http.close();
    }
}
