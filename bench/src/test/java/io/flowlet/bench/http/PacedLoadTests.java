package io.flowlet.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacedLoadTests {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private long stallMillis;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            if (asked.getAndIncrement() == 0) {
                pause(stallMillis);
            }
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksAtItsRate() throws IOException {
        LoadResult result = load(4).run(1);
        assertThat(result.statuses()).containsOnlyKeys(200);
        assertThat(result.answers()).isBetween(70L, 101L);
    }

    @Test
    void countsFromWhenARequestWasDue() throws IOException {
        stallMillis = 400;
        LoadResult result = load(1).run(0.6);
        assertThat(result.p50Millis())
                .as("requests that waited for the only connection waited, too")
                .isGreaterThan(20);
        assertThat(result.p99Millis()).isGreaterThan(350);
        assertThat(result.statuses()).isEqualTo(Map.of(200, result.answers()));
    }

    private PacedLoad load(int connections) {
        return new PacedLoad(server.getAddress(), PacedLoad.local(connections), 100, new Requests() {
            @Override
            public void write(ByteBuffer into) {
                into.put(REQUEST);
            }

            @Override
            public int largest() {
                return REQUEST.length;
            }
        });
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
