package io.flowlet.client;

import java.util.List;

/** The client beside the fake server, on the port that is given: for looking at pages while one works on them. */
final class TryClient {
    private TryClient() {}

    public static void main(String... arguments) throws InterruptedException {
        FakeServer server = new FakeServer();
        server.api().listed("Pedro", "Listed");
        int port = Integer.parseInt(arguments.length == 0 ? "8090" : arguments[0]);
        FlowletClient.start(
                StartedClient.settings(server, port, List.of(new SuggestedPayee("Harbour Books", FakeApi.PAYEE))));
        System.out.println("http://127.0.0.1:" + port);
        Thread.currentThread().join();
    }
}
