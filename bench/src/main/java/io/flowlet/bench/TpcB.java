package io.flowlet.bench;

import java.util.List;

/**
 * pgbench's TPC-B-like transaction, as it comes: three updates, a select and an insert, a statement each, 16 clients, scale 16 so that the
 * 16 branch rows are not what everybody waits for.
 */
public final class TpcB {
    public static final String NAME = "pgbench TPC-B-like, 16 clients, scale 16";

    private static final int SCALE = 16;

    private final Session session;
    private final BenchDatabase database;

    private TpcB(Session session, BenchDatabase database) {
        this.session = session;
        this.database = database;
    }

    static TpcB create(Session session) throws Exception {
        BenchDatabase database = session.server().create("tpcb");
        session.pgbench().initialise(database, SCALE);
        return new TpcB(session, database);
    }

    /** One turn; a transaction counts as a transfer. */
    public Sample sample() throws Exception {
        List<String> options = List.of("-n", "-c", "16", "-j", "2", "-T", Long.toString(Math.round(session.seconds())));
        return session.pgbench().sample(session.server().stopwatch(), database, options);
    }
}
