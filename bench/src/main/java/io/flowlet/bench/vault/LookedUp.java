package io.flowlet.bench.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Latencies;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Sample;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Target;
import io.flowlet.subscribers.LookupField;
import io.flowlet.subscribers.internal.LookupRows;
import io.flowlet.vault.IndexInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.JdbcTemplate;

/** How long a caller waits for a subscriber to be found by an e-mail address, among a million: index, transaction and query. */
public final class LookedUp implements Measurement {
    private static final TenantId TENANT = new TenantId(1);
    private static final int KNOWN = 1_000;
    private static final int CALLS = 5_000;

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public void run(Session session) {
        BenchDatabase database = session.server().createMigrated("lookup");
        int rows = session.isQuick() ? 100_000 : 1_000_000;
        List<Double> p99 = new ArrayList<>();
        try (Keys keys = new Keys(database, session.server().folder())) {
            session.step("writing %d blind indexes".formatted(rows));
            fill(new JdbcTemplate(database.asSuperuser()), keys, rows);
            LookupRows lookups = keys.lookups();
            for (int round = 0; round <= session.rounds(); round++) {
                session.step("lookup: round %d of %d".formatted(round, session.rounds()));
                Sample.Latency latency =
                        Objects.requireNonNull(calls(keys, lookups).latency());
                if (round > 0) {
                    p99.add(latency.p99Millis());
                }
            }
        }
        session.server().drop(database);
        session.report(new Line(
                "find a subscriber by e-mail address among %,d".formatted(rows),
                null,
                new Judged("99 of 100 callers", Series.median(p99), Target.atMostMillis(5, 2))));
    }

    /** Subscribers with digests that nobody asks for, and between them those of known addresses; nothing of theirs is ever decrypted. */
    private static void fill(JdbcTemplate superuser, Keys keys, int rows) {
        superuser.execute("alter table subscribers.lookup disable trigger all");
        superuser.update("""
                insert into subscribers.subscriber (tenant_id, id, given_name, family_name, email, registered_at)
                select 1, md5('subscriber ' || n)::uuid, sha256('a'), sha256('b'), sha256('c'), now() from generate_series(1, ?) n
                """, rows);
        superuser.update("""
                insert into subscribers.lookup (tenant_id, field, version, index_value, subscriber)
                select 1, 'email', 1, decode(md5(n::text), 'hex'), md5('subscriber ' || n)::uuid from generate_series(?, ?) n
                """, KNOWN + 1, rows);
        for (int i = 0; i < KNOWN; i++) {
            superuser.update(
                    "insert into subscribers.lookup values (1, 'email', 1, ?, md5('subscriber ' || ?::int)::uuid)",
                    keys.indexes().of(TENANT, address(i)).getFirst().bytes(),
                    i + 1);
        }
        superuser.execute("alter table subscribers.lookup enable trigger all");
        superuser.execute("vacuum analyze subscribers.subscriber, subscribers.lookup");
    }

    private static Latencies calls(Keys keys, LookupRows lookups) {
        Latencies latencies = new Latencies();
        Random random = new Random(ThreadLocalRandom.current().nextLong());
        for (int i = 0; i < CALLS; i++) {
            int number = random.nextInt(2 * KNOWN); // every second one is not there
            long start = System.nanoTime();
            int found = keys.transactions()
                    .in(TENANT, () -> lookups.find(TENANT, LookupField.EMAIL, address(number), 10))
                    .size();
            latencies.add(System.nanoTime() - start);
            if (found != (number < KNOWN ? 1 : 0)) {
                throw new IllegalStateException("address %d was found %d times".formatted(number, found));
            }
        }
        return latencies;
    }

    private static IndexInput address(int number) {
        return IndexInput.email("someone.%d@example.org".formatted(number)).orElseThrow();
    }
}
