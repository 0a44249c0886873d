package io.flowlet.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as one caller sees it: plain HTTP and JSON, nothing of the server's. Immutable; {@link #as} makes another caller. */
final class Api implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI base;
    private final HttpClient http;
    private final String token;

    Api(URI base) {
        this(base, HttpClient.newBuilder().connectTimeout(PATIENCE).build(), "");
    }

    private Api(URI base, HttpClient http, String token) {
        this.base = base;
        this.http = http;
        this.token = token;
    }

    /**
     * What came back.
     *
     * @param text the body as it came
     */
    record Answer(int status, String text, boolean replayed) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JacksonException e) {
                throw new StepFailed("the answer is no JSON: " + text);
            }
        }

        /** A text member, by its path: {@code amount.value}. */
        String at(String path) {
            return json().at("/" + path.replace('.', '/')).asString("");
        }
    }

    /** A client and its secret at the token endpoint. */
    record Secret(String clientId, String secret) {
        String basic() {
            String pair = encoded(clientId) + ":" + encoded(secret);
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Secret[" + clientId + "]";
        }
    }

    /** The same server, for whoever holds {@code token}. */
    Api as(String token) {
        return new Api(base, http, token);
    }

    URI base() {
        return base;
    }

    /** Asks the token endpoint. */
    Answer token(Secret client, Map<String, String> form) {
        return send(HttpRequest.newBuilder(base.resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", client.basic())
                .POST(HttpRequest.BodyPublishers.ofString(form(form))));
    }

    Answer get(String path) {
        return send(authorised(path).GET());
    }

    Answer post(String path, String json, Optional<String> idempotencyKey) {
        HttpRequest.Builder request = authorised(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
        return send(request);
    }

    /** {@code application/x-www-form-urlencoded}. */
    static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder authorised(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            boolean replayed = response.headers()
                    .firstValue("Idempotent-Replayed")
                    .filter("true"::equals)
                    .isPresent();
            return new Answer(response.statusCode(), response.body(), replayed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepFailed("interrupted");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
