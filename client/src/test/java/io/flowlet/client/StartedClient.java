package io.flowlet.client;

import io.flowlet.client.ClientSettings.OAuthClient;
import io.flowlet.client.session.BoundedSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** A client on a free port with a fake server behind it. */
final class StartedClient implements AutoCloseable {
    private final FakeServer server = new FakeServer();
    private final ClientSettings settings;
    private final ConfigurableApplicationContext client;

    StartedClient() {
        settings = settings(server, freePort(), List.of(new SuggestedPayee("Harbour Books", FakeApi.PAYEE)));
        client = FlowletClient.start(settings);
    }

    static ClientSettings settings(FakeServer server, int port, List<SuggestedPayee> payees) {
        return new ClientSettings(
                server.address(),
                server.address(),
                URI.create("http://127.0.0.1:" + port),
                new OAuthClient(FakeServer.SUBSCRIBERS, FakeServer.SECRET),
                new OAuthClient(FakeServer.STAFF, FakeServer.SECRET),
                "127.0.0.1",
                port,
                Duration.ofMinutes(30),
                50,
                payees);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeServer server() {
        return server;
    }

    int port() {
        return FlowletClient.port(client);
    }

    int sessions() {
        return client.getBean(BoundedSessions.class).count();
    }

    Browser browser() {
        return new Browser(settings.publicUrl());
    }

    /** Somebody with an approved account and money, signed in. */
    Browser subscriber(String email, String balance) {
        server.api().approved(email, balance);
        Browser browser = browser();
        browser.open("/sign-in/subscriber");
        return browser;
    }

    Browser staff() {
        Browser browser = browser();
        browser.open("/console");
        return browser;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
