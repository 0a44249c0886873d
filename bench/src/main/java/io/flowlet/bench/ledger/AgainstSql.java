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

/** Batches against a ledger that is called once a transfer, in PostgreSQL's CPU. */
public final class AgainstSql implements Measurement {
    private static final int BATCH = 1_000;

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public void run(Session session) throws Exception {
        session.step("making two ledgers");
        SqlLedger sql = new SqlLedger(session);
        BenchDatabase database = session.server().createMigrated("batched");
        Stopwatch stopwatch = session.server().stopwatch();
        try (Books books = new Books(database, session.server().folder())) {
            TenantId tenant = new TenantId(1);
            Requests requests = new Requests(tenant, books.open(tenant, AgainstCopy.ACCOUNTS), books.ids(), true);
            List<Series> series = session.inTurns(
                    "one call per transfer",
                    List.of(
                            sql::sample,
                            () -> stopwatch.repeat(
                                    session.seconds(),
                                    () -> requests.spread(BATCH),
                                    units -> books.write(tenant, units))));
            session.report(Line.of(SqlLedger.NAME, series.get(0)));
            session.report(Line.of(
                    "batches of 1,000, per PostgreSQL CPU second",
                    series.get(1),
                    new Judged(
                            "one call each",
                            series.get(1).timesCpuEfficiencyOf(series.get(0)),
                            Target.atLeast(15, 25))));
        }
        session.server().drop(database);
    }
}
