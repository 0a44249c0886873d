package io.flowlet.bench.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Latencies;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Sample;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Stopwatch;
import io.flowlet.bench.Target;
import io.flowlet.bench.TpcB;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Single requests of many callers through {@code Ledger.post}, where one transaction takes all that wait. */
public final class SingleRequests implements Measurement {
    private static final int MANY = 512;
    private static final double NANOS = 1e9;

    @Override
    public String name() {
        return "single";
    }

    @Override
    public void run(Session session) throws Exception {
        TpcB tpcB = session.tpcB();
        session.step("making a ledger");
        BenchDatabase database = session.server().createMigrated("single");
        try (Books books = new Books(database, session.server().folder())) {
            TenantId tenant = new TenantId(1);
            Requests requests = new Requests(tenant, books.open(tenant, AgainstCopy.ACCOUNTS), books.ids(), true);
            List<Series> series = session.inTurns(
                    "single requests",
                    List.of(
                            tpcB::sample,
                            () -> sample(session, books, requests, 1),
                            () -> sample(session, books, requests, 64),
                            () -> sample(session, books, requests, MANY)));
            Series peer = series.get(0);
            session.report(Line.of(TpcB.NAME, peer));
            session.report(Line.of("single requests, 1 caller", series.get(1)));
            session.report(Line.of("single requests, 64 callers", series.get(2)));
            session.report(Line.of(
                    "single requests, 512 callers",
                    series.get(3),
                    new Judged("TPC-B", series.get(3).timesThroughputOf(peer), Target.atLeast(2.5, 4))));
        }
        session.server().drop(database);
    }

    private static Sample sample(Session session, Books books, Requests requests, int callers) throws Exception {
        return session.server().stopwatch().time(() -> {
            long end = System.nanoTime() + (long) (session.seconds() * NANOS);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Latencies>> calls = Collections.nCopies(callers, () -> callUntil(end, books, requests));
                List<Latencies> waited = new ArrayList<>();
                for (Future<Latencies> call : threads.invokeAll(calls)) {
                    waited.add(call.get());
                }
                Latencies all = Latencies.of(waited);
                return new Stopwatch.Done(all.count(), all.latency());
            }
        });
    }

    private static Latencies callUntil(long end, Books books, Requests requests) {
        Latencies waited = new Latencies();
        for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
            Books.requirePosted(books.ledger().post(requests.spread()));
            waited.add(System.nanoTime() - start);
        }
        return waited;
    }
}
