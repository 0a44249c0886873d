package io.flowlet.sdk;

import io.flowlet.sdk.problem.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends calls and tries again what may be tried again. Thread-safe. */
final class Wire implements AutoCloseable {
    /** The dated contract that this library was written for. */
    static final String CONTRACT = "2026-11-01";

    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http;
    private final URI base;
    private final Duration answerTimeout;
    private final Retries retries;

    Wire(URI base, Duration connectTimeout, Duration answerTimeout, Retries retries) {
        this.base = base;
        this.answerTimeout = answerTimeout;
        this.retries = retries;
        this.http = HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                // over plain http the client would offer an upgrade with every request, which proxies dislike
                .version("https".equals(base.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .build();
    }

    URI base() {
        return base;
    }

    /**
     * The server's last word on {@code call}: a success, or a refusal that is final or outlasted the retries.
     *
     * @param authorization the header's value; null for none
     * @throws Unreachable if it has none
     */
    HttpResponse<byte[]> send(Call call, @Nullable String authorization) {
        HttpRequest request = request(call, authorization);
        long start = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            Duration wait;
            try {
                HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
                if (!call.repeatable() || !isPassing(answer) || attempt == retries.attempts()) {
                    return answer;
                }
                wait = Refusals.retryAfter(answer).orElse(retries.waitAfter(attempt));
                if (isTooLong(wait, start)) {
                    return answer;
                }
            } catch (IOException e) {
                wait = retries.waitAfter(attempt);
                if (!call.repeatable() || attempt == retries.attempts() || isTooLong(wait, start)) {
                    throw unreachable(call, e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable(call, e);
            }
            pause(call, wait);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest request(Call call, @Nullable String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + call.target()))
                .timeout(answerTimeout)
                .header("Accept", "application/problem+json, " + call.accepting())
                .header("Flowlet-Version", CONTRACT)
                .method(call.method(), body(call));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (call.json() != null) {
            request.header("Content-Type", "application/json");
        }
        if (call.form() != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        IdempotencyKey key = call.key();
        if (key != null) {
            request.header("Idempotency-Key", key.value());
        }
        if (call.version() != null) {
            request.header("If-Match", "\"" + call.version() + "\"");
        }
        return request.build();
    }

    private static BodyPublisher body(Call call) {
        if (call.json() != null) {
            return BodyPublishers.ofByteArray(Json.write(call.json()));
        }
        return call.form() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Call.encoded(call.form()));
    }

    private static boolean isPassing(HttpResponse<byte[]> answer) {
        return switch (answer.statusCode()) {
            case UNAVAILABLE, TOO_MANY_REQUESTS -> true;
            case CONFLICT -> Refusals.code(answer).equals(Optional.of("request_in_flight"));
            default -> false;
        };
    }

    private boolean isTooLong(Duration wait, long start) {
        Duration spent = Duration.ofNanos(System.nanoTime() - start);
        return spent.plus(wait).compareTo(retries.total()) > 0;
    }

    private static void pause(Call call, Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(call, e);
        }
    }

    private static Unreachable unreachable(Call call, Exception cause) {
        IdempotencyKey key = call.key();
        return new Unreachable(call.operation(), key == null ? null : key.value(), cause);
    }
}
