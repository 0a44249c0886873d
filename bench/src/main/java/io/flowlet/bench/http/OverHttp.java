package io.flowlet.bench.http;

import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Sample;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Stopwatch;
import io.flowlet.bench.Target;
import io.flowlet.bench.TpcB;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code POST /v1/payments} and {@code POST /v1/ledger/batches} through the whole chain: token, scopes, limits, idempotency, who is approved,
 * ledger with audit and outbox, usage log. The generator runs on the same machine and has its share of it.
 */
public final class OverHttp implements Measurement {
    private static final int CONNECTIONS = 64;
    private static final int SUBSCRIBERS = 1_000;
    private static final int CREATED = 201;

    private static final double MICROS_A_NANO = 1e-3;

    private final List<Double> serverMicros = new ArrayList<>();
    private final List<Double> generatorMicros = new ArrayList<>();
    private long seed;

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void run(Session session) throws Exception {
        TpcB tpcB = session.tpcB();
        BenchDatabase database = session.server().createMigrated("http");
        ServerSettingsFile settings = ServerSettingsFile.write(session.server().folder(), database);
        session.step("payments over HTTP: making subscribers and their wallets");
        PaymentProgram program = PaymentProgram.make(settings.read(), session.isQuick() ? CONNECTIONS : SUBSCRIBERS);
        String options = Objects.requireNonNullElse(System.getenv("FLOWLET_JAVA_OPTS"), "");
        try (ServerProcess server =
                ServerProcess.start(settings, session.server().folder().resolve("serve.log"), options)) {
            WarmUp.run(session, "payments over HTTP", server.jvm(), seconds -> load(server, program, seconds));
            List<Series> series = session.inTurns(
                    "payments over HTTP", List.of(tpcB::sample, () -> sample(session, server, program)));
            report(session, series.get(0), series.get(1));
            batches(session, tpcB, server, program);
        }
        session.server().drop(database);
    }

    private void batches(Session session, TpcB tpcB, ServerProcess server, PaymentProgram program) throws Exception {
        BatchLoad batches = new BatchLoad(server, program.accounts());
        List<Series> series = session.inTurns(
                "batches over HTTP",
                List.of(
                        tpcB::sample,
                        () -> session.server()
                                .stopwatch()
                                .time(() -> new Stopwatch.Done(
                                        batches.run(token(server, program), session.seconds()), null))));
        session.report(Line.of(TpcB.NAME, series.get(0)));
        session.report(Line.of(
                "POST /v1/ledger/batches, 2 callers with 10,000 commands each",
                series.get(1),
                new Judged("TPC-B", series.get(1).timesThroughputOf(series.get(0)), Target.atLeast(3, 5))));
    }

    /** A new one each time: it lives for minutes. */
    private static String token(ServerProcess server, PaymentProgram program) throws IOException, InterruptedException {
        return server.token(
                program.client().client().clientId(), program.client().secret());
    }

    private Sample sample(Session session, ServerProcess server, PaymentProgram program) throws Exception {
        return session.server().stopwatch().time(() -> {
            Duration before = server.jvm().cpu();
            LoadResult result = load(server, program, session.seconds());
            double micros = server.jvm().cpu().minus(before).toNanos() * MICROS_A_NANO;
            serverMicros.add(micros / result.answers());
            generatorMicros.add(result.generatorMicros());
            return new Stopwatch.Done(result.answers(), new Sample.Latency(result.p50Millis(), result.p99Millis()));
        });
    }

    private LoadResult load(ServerProcess server, PaymentProgram program, double seconds)
            throws IOException, InterruptedException {
        PaymentRequests requests = new PaymentRequests(token(server, program), program.wallets(), seed++);
        LoadResult result = new LoadGenerator(server.address(), CONNECTIONS, requests).run(seconds);
        if (result.statuses().keySet().stream().anyMatch(status -> status != CREATED)) {
            throw new IOException("payments were refused: " + result.statuses());
        }
        return result;
    }

    private void report(Session session, Series peer, Series payments) {
        session.report(Line.of(TpcB.NAME, peer));
        session.report(Line.of(
                String.format(
                        Locale.ROOT,
                        "POST /v1/payments, %d connections; server %.0f µs, generator %.0f µs",
                        CONNECTIONS,
                        Series.median(serverMicros),
                        Series.median(generatorMicros)),
                payments,
                new Judged("TPC-B", payments.timesThroughputOf(peer), Target.atLeast(1, 1.5))));
        session.report(new Line(
                "POST /v1/payments, 99 of 100",
                null,
                new Judged(
                        "latency",
                        Objects.requireNonNull(payments.latency()).p99Millis(),
                        Target.atMostMillis(50, 40))));
    }
}
