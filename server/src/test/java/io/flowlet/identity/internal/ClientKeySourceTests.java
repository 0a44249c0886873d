package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.flowlet.identity.ClientKeys;
import io.flowlet.outbound.Outbound;
import io.flowlet.outbound.OutboundOutcome;
import io.flowlet.outbound.OutboundSettings;
import io.flowlet.testing.TestCertificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that a client keeps at an address of its own, over real TLS. */
class ClientKeySourceTests {
    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile String body = "";
    private volatile int status = 200;
    private volatile boolean mute;
    private HttpsServer server;
    private Outbound outbound;
    private Moved clock;
    private ClientKeySource source;
    private ClientKeys keys;

    /** A clock that a test moves. */
    private static final class Moved extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:00Z");

        void by(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void start() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        Path trusted = folder.resolve("trusted.pem");
        Files.writeString(
                trusted, TestCertificates.pem(certificates.selfSigned("server", "CN=localhost", "san=dns:localhost")));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(certificates.keyStore(), certificates.password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            if (mute) {
                return; // until the test stops the server
            }
            exchange.getResponseHeaders().add("Location", "https://localhost/elsewhere");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        outbound = new Outbound(new OutboundSettings(List.of("localhost"), trusted, Duration.ofSeconds(3)));
        clock = new Moved();
        source = new ClientKeySource(outbound, new SimpleMeterRegistry(), clock);
        keys = new ClientKeys(null, address("localhost"));
    }

    @AfterEach
    void stop() throws IOException {
        outbound.destroy();
        server.stop(0);
    }

    @Test
    void fetchesOnceAndAgainWhenTheSetIsOld() throws Exception {
        body = set("one");
        assertThat(find("one")).isPresent();
        assertThat(find("one")).isPresent();
        assertThat(asked).hasValue(1);
        clock.by(ClientKeySource.FRESH.plusSeconds(1));
        assertThat(find("one")).isPresent();
        assertThat(asked).hasValue(2);
    }

    @Test
    void fetchesANewKeyWhenItIsShownButNotAtEveryonesWord() throws Exception {
        body = set("one");
        assertThat(find("one")).isPresent();
        body = set("two");
        assertThat(find("two")).as("asked a moment ago").isEmpty();
        clock.by(ClientKeySource.PAUSE.plusSeconds(1));
        assertThat(find("two")).isPresent();
        assertThat(asked).hasValue(2);
        for (int i = 0; i < 20; i++) {
            assertThat(find("guess" + i)).isEmpty();
        }
        assertThat(asked).hasValue(2);
    }

    @Test
    void believesTheLastSetForAnHourWhenNobodyAnswers() throws Exception {
        body = set("one");
        assertThat(find("one")).isPresent();
        status = 500;
        clock.by(Duration.ofMinutes(59));
        assertThat(find("one")).isPresent();
        clock.by(Duration.ofMinutes(2));
        assertThat(find("one")).isEmpty();
    }

    @Test
    void believesNoOtherAnswer() throws Exception {
        String right = set("one");
        String symmetric = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"one\",\"k\":\"AAAA\"}]}";
        for (String wrong : List.of("", "{}", "<html>", symmetric, right + " ".repeat(Outbound.MOST_BYTES))) {
            body = wrong;
            clock.by(ClientKeySource.PAUSE.plusSeconds(1));
            assertThat(find("one")).as(wrong.strip()).isEmpty();
        }
        body = right;
        status = 302;
        clock.by(ClientKeySource.PAUSE.plusSeconds(1));
        assertThat(find("one")).as("a redirect").isEmpty();
        status = 200;
        mute = true;
        clock.by(ClientKeySource.PAUSE.plusSeconds(1));
        assertThat(find("one")).as("no answer").isEmpty();
        mute = false;
        clock.by(ClientKeySource.PAUSE.plusSeconds(1));
        assertThat(find("one")).isPresent();
    }

    @Test
    void callsNothingInsideUnlessTheOperatorNamedIt() {
        assertThat(outbound.get(URI.create(address("127.0.0.1")))).isInstanceOf(OutboundOutcome.NotAllowed.class);
        assertThat(outbound.get(URI.create(address("[::1]")))).isInstanceOf(OutboundOutcome.NotAllowed.class);
        assertThat(outbound.get(URI.create(address("127.0.0.1.")))).isNotInstanceOf(OutboundOutcome.Answered.class);
        assertThat(outbound.get(
                        URI.create("http://localhost:" + server.getAddress().getPort() + "/")))
                .isInstanceOf(OutboundOutcome.NotAllowed.class);
        assertThat(outbound.get(URI.create("https://user@localhost/"))).isInstanceOf(OutboundOutcome.NotAllowed.class);
        assertThat(outbound.get(URI.create("https://169.254.169.254/latest/meta-data")))
                .isInstanceOf(OutboundOutcome.NotAllowed.class);
        assertThat(asked).hasValue(0);
    }

    private Optional<JWKSet> find(String kid) {
        return source.of(keys, set -> set.getKeyByKeyId(kid) != null).filter(set -> set.getKeyByKeyId(kid) != null);
    }

    private String address(String host) {
        return "https://" + host + ":" + server.getAddress().getPort() + "/jwks";
    }

    private static String set(String kid) throws Exception {
        return new JWKSet(new ECKeyGenerator(Curve.P_256).keyID(kid).generate()).toString(true);
    }
}
