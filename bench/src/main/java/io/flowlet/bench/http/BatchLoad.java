package io.flowlet.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * {@code POST /v1/ledger/batches}: two callers, each with one batch of {@value #COMMANDS} independent transactions at a time. The body is made
 * once; a fresh key for each request makes its commands new ones.
 */
final class BatchLoad {
    static final int COMMANDS = 10_000;

    private static final int CALLERS = 2;
    private static final int OK = 200;

    private final ServerProcess server;
    private final byte[] body;

    BatchLoad(ServerProcess server, List<String> accounts) {
        this.server = server;
        this.body = body(accounts).getBytes(StandardCharsets.US_ASCII);
    }

    private static String body(List<String> accounts) {
        RandomGenerator random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder("{\"mode\":\"independent\",\"commands\":[");
        for (int i = 0; i < COMMANDS; i++) {
            int from = random.nextInt(accounts.size());
            int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
            text.append(i == 0 ? "" : ",")
                    .append("{\"type\":\"transaction\",\"legs\":[{\"debit_account_id\":\"")
                    .append(accounts.get(from))
                    .append("\",\"credit_account_id\":\"")
                    .append(accounts.get(to))
                    .append("\",\"amount\":{\"value\":\"1.00\",\"currency\":\"EUR\"}}]}");
        }
        return text.append("]}").toString();
    }

    /** Posts batches for at least {@code seconds}; how many transactions were posted. */
    long run(String token, double seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Long>> posted = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                posted.add(callers.submit(() -> {
                    long mine = 0;
                    do {
                        post(http, token);
                        mine += COMMANDS;
                    } while (System.nanoTime() < end);
                    return mine;
                }));
            }
            long all = 0;
            for (Future<Long> mine : posted) {
                all += mine.get();
            }
            return all;
        } catch (ExecutionException e) {
            throw new IOException("a batch was not posted", e.getCause());
        }
    }

    private void post(HttpClient http, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/ledger/batches"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != OK || !answer.body().contains("\"posted\":" + COMMANDS)) {
            throw new IOException("a batch was not posted whole: " + answer.statusCode() + " "
                    + answer.body().substring(0, Math.min(300, answer.body().length())));
        }
    }
}
