package io.flowlet.sdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server that answers as a test tells it, remembers what it was sent, and can leave without an answer. */
final class FakeServer implements AutoCloseable {
    /** What came in. */
    record Received(String method, String target, Map<String, List<String>> headers, String body) {
        @Nullable
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.getFirst();
        }

        String line() {
            return method + " " + target;
        }
    }

    /** What goes out; status 0 cuts the connection. */
    record Reply(int status, Map<String, String> headers, String body) {
        static final Reply CUT = new Reply(0, Map.of(), "");

        static Reply json(int status, String body) {
            return new Reply(status, Map.of("Content-Type", "application/json"), body);
        }

        static Reply problem(int status, String code, String category) {
            return json(status, """
                    {"type":"/problems/%1$s","title":"T","status":%2$d,"detail":"D.","code":"%1$s","category":"%3$s",\
                    "retryable":true,"advice":"retry_same_key","errors":[],"trace_id":"t","request_id":"req_1"}\
                    """.formatted(code, status, category));
        }

        Reply with(String header, String value) {
            return new Reply(status, Map.of("Content-Type", "application/json", header, value), body);
        }
    }

    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Function<Received, Reply> replies;

    FakeServer(Function<Received, Reply> replies) {
        this.replies = replies;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(workers);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** A client that holds a token already and waits no longer than it must. */
    Flowlet client() {
        return Flowlet.at(address())
                .bearer(() -> "token")
                .retries(Quick.RETRIES)
                .open();
    }

    List<Received> received() {
        return received;
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body);
            received.add(request);
            Reply reply = replies.apply(request);
            if (reply.status() == 0) {
                return;
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
