package io.flowlet.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The client beside the fake server, for looking at pages while one works on them.
 *
 * <p>Takes the port and, to see the mark of break-glass, for how many hours such a role is on.
 */
final class TryClient {
    private TryClient() {}

    public static void main(String... arguments) throws InterruptedException {
        FakeServer server = new FakeServer();
        server.api().listed("Pedro", "Listed");
        if (arguments.length > 1) {
            server.staffHasBreakGlassUntil(Instant.now().plus(Duration.ofHours(Long.parseLong(arguments[1]))));
        }
        int port = Integer.parseInt(arguments.length == 0 ? "8090" : arguments[0]);
        FlowletClient.start(
                StartedClient.settings(server, port, List.of(new SuggestedPayee("Harbour Books", FakeApi.PAYEE))));
        System.out.println("http://127.0.0.1:" + port);
        Thread.currentThread().join();
    }
}
