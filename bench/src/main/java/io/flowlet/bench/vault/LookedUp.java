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
import io.flowlet.subscribers.LookupValue;
import io.flowlet.subscribers.internal.LookupRows;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.springframework.jdbc.core.JdbcTemplate;

/** How long a caller waits for a subscriber to be found by an e-mail address, and by name and day of birth, among a million: index, transaction and query. */
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
        try (Keys keys = new Keys(database, session.server().folder())) {
            session.step("writing %d persons with four blind indexes each".formatted(rows));
            fill(new JdbcTemplate(database.asSuperuser()), keys, rows);
            report(session, keys, "find a subscriber by e-mail address among %,d".formatted(rows), LookedUp::address);
            report(session, keys, "find one by name and date of birth among as many", LookedUp::person);
        }
        session.server().drop(database);
    }

    private static void report(Session session, Keys keys, String what, IntFunction<LookupValue> known) {
        LookupRows lookups = keys.lookups();
        List<Double> p99 = new ArrayList<>();
        for (int round = 0; round <= session.rounds(); round++) {
            session.step("lookup: round %d of %d".formatted(round, session.rounds()));
            Sample.Latency latency =
                    Objects.requireNonNull(calls(keys, lookups, known).latency());
            if (round > 0) {
                p99.add(latency.p99Millis());
            }
        }
        session.report(
                new Line(what, null, new Judged("99 of 100 callers", Series.median(p99), Target.atMostMillis(5, 2))));
    }

    /**
     * A million persons with an index of each field that they could declare, so four times as many rows. Digests that nobody asks for, and
     * between them those of known values; the persons with no more than a look-up reads of them.
     */
    private static void fill(JdbcTemplate superuser, Keys keys, int rows) {
        superuser.execute("alter table subscribers.subscriber disable trigger all");
        superuser.execute("alter table subscribers.lookup disable trigger all");
        superuser.update("""
                insert into subscribers.subscriber (tenant_id, id, given_name, family_name, email, registered_at)
                select 1, lpad(to_hex(n), 32, '0')::uuid, '', '', '', now() from generate_series(1, ?) n
                """, rows);
        superuser.update("""
                insert into subscribers.lookup (tenant_id, field, version, index_value, subscriber)
                select 1, field, 1, decode(md5(field || n), 'hex'), lpad(to_hex(n), 32, '0')::uuid
                from generate_series(?, ?) n, unnest(array['email', 'phone', 'document_number', 'name_and_birth_date']) field
                """, KNOWN + 1, rows);
        for (int i = 0; i < KNOWN; i++) {
            for (LookupValue value : List.of(address(i), person(i))) {
                superuser.update(
                        "insert into subscribers.lookup values (1, ?, 1, ?, lpad(to_hex(?), 32, '0')::uuid)",
                        value.field().code(),
                        keys.indexes().of(TENANT, value.input()).getFirst().bytes(),
                        i + 1);
            }
        }
        superuser.execute("alter table subscribers.lookup enable trigger all");
        superuser.execute("alter table subscribers.subscriber enable trigger all");
        superuser.execute("vacuum analyze subscribers.subscriber");
        superuser.execute("vacuum analyze subscribers.lookup");
    }

    private static Latencies calls(Keys keys, LookupRows lookups, IntFunction<LookupValue> known) {
        Latencies latencies = new Latencies();
        Random random = new Random(ThreadLocalRandom.current().nextLong());
        for (int i = 0; i < CALLS; i++) {
            int number = random.nextInt(2 * KNOWN); // every second one is not there
            long start = System.nanoTime();
            int found = keys.transactions()
                    .in(TENANT, () -> lookups.find(TENANT, known.apply(number), LookupRows.Whom.SERVED, 10))
                    .size();
            latencies.add(System.nanoTime() - start);
            if (found != (number < KNOWN ? 1 : 0)) {
                throw new IllegalStateException("value %d was found %d times".formatted(number, found));
            }
        }
        return latencies;
    }

    private static LookupValue address(int number) {
        return LookupValue.email("someone.%d@example.org".formatted(number)).orElseThrow();
    }

    private static LookupValue person(int number) {
        return LookupValue.nameAndBirthDate("Someone", "Number " + number, LocalDate.of(1990, 1, 31))
                .orElseThrow();
    }
}
