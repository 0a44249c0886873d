package io.flowlet.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.ClientCredentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One client of the API over real HTTP, holding its own token. Thread-safe. */
public final class ApiClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    private final int port;
    private final String token;

    private ApiClient(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** Signs in with the client's secret for all scopes it has, or for those named. */
    public static ApiClient signIn(int port, ClientCredentials credentials, String... scopes) {
        String form =
                "grant_type=client_credentials" + (scopes.length == 0 ? "" : "&scope=" + String.join("+", scopes));
        String basic = Base64.getEncoder()
                .encodeToString((credentials.client().clientId() + ":" + credentials.secret())
                        .getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri(port, "/oauth2/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        Answer answer = send(request);
        assertThat(answer.status()).as("token: %s", answer.body()).isEqualTo(200);
        return new ApiClient(port, answer.text("/access_token"));
    }

    /** A caller that holds {@code token} already. */
    public static ApiClient holding(int port, String token) {
        return new ApiClient(port, token);
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    /** POST with a fresh idempotency key. */
    public Answer post(String path, String json) {
        return post(path, json, UUID.randomUUID().toString());
    }

    /** POST with this key, or without one. */
    public Answer post(String path, String json, @Nullable String key) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return send(request.build());
    }

    /** PUT without a key: doing it twice is doing it once. */
    public Answer put(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json))
                .build());
    }

    public Answer patch(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json))
                .build());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** Any other request; the token is set. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(port, path)).header("Authorization", "Bearer " + token);
    }

    public static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            Map<String, String> headers = response.headers().map().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> String.join(", ", header.getValue())));
            boolean json = headers.getOrDefault("content-type", "").contains("json");
            JsonNode body = json ? JSON.readTree(response.body()) : JSON.createObjectNode();
            return new Answer(response.statusCode(), headers, body);
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
