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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;

/** What a posting costs PostgreSQL when many were posted before, against tables that were empty. */
public final class AfterPreload implements Measurement {
    private static final TenantId TENANT = new TenantId(1);
    private static final int BATCH = 1_000;
    private static final long CHUNK = 100_000;

    /** A chain for each account: a debit has the odd versions, a credit the even ones. Ids are of the hour before now, four a millisecond. */
    private static final String TRANSFERS = """
            insert into ledger.transfer (tenant_id, kind, currency, id, tx_id, debit_account, debit_version, debit_balance,
              credit_account, credit_version, credit_balance, amount, value_at, booked_at)
            select 1, 1, 978, id, id, (select min(id) from ledger.account) + n % 1000, 2 * (n / 1000) + 1, -1,
                   (select min(id) from ledger.account) + (n + 500) % 1000, 2 * (n / 1000) + 2, 0, 1, now(), now()
            from (select n, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - 3600000 + n / 4), 12, '0') || '7'
              || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid as id
              from generate_series(?::bigint, ?::bigint) n) as made
            """;

    private static final String KEYS = """
            insert into http.idempotency (tenant_id, principal, route, key, request_hash, status, answer, moves_money, made_at)
            select 1, '01900000-0000-7000-8000-000000000001', 'POST /v1/ledger/transactions',
                   '00' || lpad(to_hex(n), 10, '0') || gen_random_uuid()::text, sha256(n::text::bytea), 201,
                   decode(repeat(md5(n::text), 12), 'hex'), true, now()
            from generate_series(?::bigint, ?::bigint) n
            """;

    private static final String EVENTS = """
            insert into audit.event (tenant_id, id, body)
            select 1, (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - 3600000 + n / 4), 12, '0') || '7'
              || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid, decode(repeat(md5(n::text), 32), 'hex')
            from generate_series(?::bigint, ?::bigint) n
            """;

    private static final String VERSIONS = "update ledger.account set version = ? where tenant_id = 1";

    @Override
    public String name() {
        return "preload";
    }

    @Override
    public void run(Session session) throws Exception {
        if (session.preload() == 0) {
            return;
        }
        BenchDatabase empty = session.server().createMigrated("before_preload");
        BenchDatabase full = session.server().createMigrated("after_preload");
        try (Books first = new Books(empty, session.server().folder());
                Books later = new Books(full, session.server().folder())) {
            Requests toFirst = requests(first);
            Requests toLater = requests(later);
            fill(session, full);
            List<Series> series = session.inTurns(
                    "after so many transfers",
                    List.of(() -> sample(session, first, toFirst), () -> sample(session, later, toLater)));
            session.report(Line.of("batches of 1,000 into empty tables", series.get(0)));
            session.report(Line.of(
                    "batches of 1,000 after %,d transfers".formatted(session.preload()),
                    series.get(1),
                    new Judged(
                            "CPU of empty tables",
                            series.get(0).timesCpuEfficiencyOf(series.get(1)),
                            Target.atMost(1.5, 1.3))));
        }
        session.server().drop(empty);
        session.server().drop(full);
    }

    private static Requests requests(Books books) {
        return new Requests(TENANT, books.open(TENANT, AgainstCopy.ACCOUNTS), books.ids(), true);
    }

    private static void fill(Session session, BenchDatabase database) throws Exception {
        try (Connection connection = database.asSuperuser().getConnection()) {
            for (long from = 0; from < session.preload(); from += CHUNK) {
                session.step("preload: %,d of %,d transfers".formatted(from, session.preload()));
                long to = Math.min(from + CHUNK, session.preload()) - 1;
                for (String sql : List.of(TRANSFERS, KEYS, EVENTS)) {
                    try (PreparedStatement insert = connection.prepareStatement(sql)) {
                        insert.setLong(1, from);
                        insert.setLong(2, to);
                        insert.execute();
                    }
                }
            }
            try (PreparedStatement versions = connection.prepareStatement(VERSIONS)) {
                versions.setLong(1, 2 * (session.preload() / AgainstCopy.ACCOUNTS + 1));
                versions.execute();
            }
        }
        session.step("preload: vacuum");
        database.execute("vacuum analyze");
    }

    private static Sample sample(Session session, Books books, Requests requests) throws Exception {
        return session.server()
                .stopwatch()
                .repeat(session.seconds(), () -> requests.spread(BATCH), units -> books.write(TENANT, units));
    }
}
