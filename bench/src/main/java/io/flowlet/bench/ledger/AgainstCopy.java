package io.flowlet.bench.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Stopwatch;
import io.flowlet.bench.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The posting transaction against {@code COPY} of every row that it writes. */
public final class AgainstCopy implements Measurement {
    static final int ACCOUNTS = 1_000;

    private static final Target NOT_SLOWER = Target.atLeast(0.95, 1);

    private final AtomicInteger tenants = new AtomicInteger();

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public void run(Session session) throws Exception {
        session.step("making a ledger");
        BenchDatabase database = session.server().createMigrated("copied");
        try (Books books = new Books(database, session.server().folder())) {
            compare(session, database, books, 1_000, Target.atLeast(0.50, 0.65));
            compare(session, database, books, 5_000, Target.atLeast(0.50, 0.60));
            small(session, books, 1);
            small(session, books, 100);
        }
        session.server().drop(database);
    }

    private void compare(Session session, BenchDatabase database, Books books, int count, Target target)
            throws Exception {
        Stopwatch stopwatch = session.server().stopwatch();
        Requests requests = requests(books);
        Requests model = requests(books);
        books.write(model.tenant(), model.spread(count));
        TenantId copied = new TenantId(tenants.incrementAndGet());
        try (CopiedRows copy = new CopiedRows(database, model.tenant(), books.ids())) {
            List<Series> series = session.inTurns(
                    "batches of " + count,
                    List.of(
                            () -> stopwatch.repeat(session.seconds(), () -> copy.next(copied), copy::write),
                            () -> stopwatch.repeat(
                                    session.seconds(),
                                    () -> requests.spread(count),
                                    units -> books.write(requests.tenant(), units)),
                            () -> stopwatch.repeat(
                                    session.seconds(),
                                    () -> requests.hot(count),
                                    units -> books.write(requests.tenant(), units))));
            Series peer = series.get(0);
            Series spread = series.get(1);
            Series hot = series.get(2);
            String of = "batches of %,d: ".formatted(count);
            session.report(Line.of(of + "COPY of all their rows", peer));
            session.report(Line.of(
                    of + "spread over " + ACCOUNTS + " accounts",
                    spread,
                    new Judged("COPY", spread.timesThroughputOf(peer), target)));
            session.report(Line.of(
                    of + "all on one account", hot, new Judged("spread", hot.timesThroughputOf(spread), NOT_SLOWER)));
        }
    }

    private void small(Session session, Books books, int count) throws Exception {
        Requests requests = requests(books);
        List<Series> series = session.inTurns(
                "batches of " + count,
                List.of(() -> session.server()
                        .stopwatch()
                        .repeat(
                                session.seconds(),
                                () -> requests.spread(count),
                                units -> books.write(requests.tenant(), units))));
        session.report(Line.of("batches of " + count, series.getFirst()));
    }

    private Requests requests(Books books) {
        TenantId tenant = new TenantId(tenants.incrementAndGet());
        return new Requests(tenant, books.open(tenant, ACCOUNTS), books.ids(), true);
    }
}
