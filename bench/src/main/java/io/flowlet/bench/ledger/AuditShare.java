package io.flowlet.bench.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Sample;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Target;
import java.util.List;

/** What the audit event in every posting costs. */
public final class AuditShare implements Measurement {
    private static final int BATCH = 1_000;

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public void run(Session session) throws Exception {
        session.step("making a ledger");
        BenchDatabase database = session.server().createMigrated("audited");
        try (Books books = new Books(database, session.server().folder())) {
            Requests without = requests(books, new TenantId(1), false);
            Requests with = requests(books, new TenantId(2), true);
            List<Series> series = session.inTurns(
                    "audit", List.of(() -> sample(session, books, without), () -> sample(session, books, with)));
            session.report(Line.of("batches of 1,000 without audit events", series.get(0)));
            session.report(Line.of(
                    "batches of 1,000 with audit events",
                    series.get(1),
                    new Judged("without", series.get(1).timesThroughputOf(series.get(0)), Target.atLeast(0.78, 0.85))));
        }
        session.server().drop(database);
    }

    private static Requests requests(Books books, TenantId tenant, boolean audited) {
        return new Requests(tenant, books.open(tenant, AgainstCopy.ACCOUNTS), books.ids(), audited);
    }

    private static Sample sample(Session session, Books books, Requests requests) throws Exception {
        return session.server()
                .stopwatch()
                .repeat(
                        session.seconds(),
                        () -> requests.spread(BATCH),
                        units -> books.write(requests.tenant(), units));
    }
}
