package io.flowlet.acceptance;

import io.flowlet.tlog.JsonObject;
import io.flowlet.tlog.Malformed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/** A partner's program: a token, and requests with it. */
final class Caller {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Demo demo;
    private final String token;

    Caller(Demo demo) {
        this.demo = demo;
        String basic = demo.clientId() + ":" + demo.clientSecret();
        Answer answer = send(HttpRequest.newBuilder(demo.api().resolve("/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        this.token = answer.text("access_token");
    }

    record Answer(int status, String body, boolean replayed) {
        /** A member of the body that is text, {@code a.b} for one inside another. */
        String text(String path) {
            try {
                JsonObject object = JsonObject.parse(body);
                String[] names = path.split("\\.", -1);
                for (int i = 0; i < names.length - 1; i++) {
                    object = object.optionalObject(names[i]).orElseThrow();
                }
                return object.text(names[names.length - 1]);
            } catch (Malformed e) {
                throw new AssertionError("no " + path + " in " + status + " " + body, e);
            }
        }
    }

    Answer get(String path) {
        return send(authorised(demo.api().resolve(path)).GET());
    }

    /** From the management port, without a token. */
    Answer manage(String path) {
        return send(HttpRequest.newBuilder(demo.management().resolve(path)).GET());
    }

    Answer pay(String value, String key) {
        String body = """
                {"from_wallet_id":"%s","to_wallet_id":"%s","amount":{"value":"%s","currency":"EUR"}}""".formatted(demo.fromWallet(), demo.toWallet(), value);
        return send(authorised(demo.api().resolve("/v1/payments"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer pay(String value) {
        return pay(value, UUID.randomUUID().toString());
    }

    /** What the wallet that is paid into can spend, in cents. */
    long received() {
        return Long.parseLong(get("/v1/wallets/" + demo.toWallet() + "/balance")
                .text("available.value")
                .replace(".", ""));
    }

    private HttpRequest.Builder authorised(URI address) {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("Idempotent-Replayed").isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
