package io.flowlet.bench.vault;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Series;
import io.flowlet.bench.Session;
import io.flowlet.bench.Target;
import io.flowlet.vault.IndexInput;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** CPU of one field with an open key: an address encrypted and given its blind index, and decrypted. */
public final class Fields implements Measurement {
    private static final double NANOS_A_MICRO = 1e3;
    private static final TenantId TENANT = new TenantId(1);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Override
    public String name() {
        return "fields";
    }

    @Override
    public void run(Session session) {
        session.step("fields");
        BenchDatabase database = session.server().createMigrated("fields");
        int fields = session.isQuick() ? 20_000 : 200_000;
        List<Double> sealing = new ArrayList<>();
        List<Double> opening = new ArrayList<>();
        try (Keys keys = new Keys(database, session.server().folder())) {
            for (int round = 0; round <= session.rounds(); round++) {
                session.step("fields: round %d of %d".formatted(round, session.rounds()));
                List<byte[]> sealed = new ArrayList<>(fields);
                double seal = micros(fields, i -> {
                    sealed.add(keys.vault().encryptText(subject(i), place(i), address(i)));
                    require(keys.indexes()
                                    .of(TENANT, IndexInput.email(address(i)).orElseThrow())
                                    .size()
                            == 1);
                });
                double open = micros(
                        fields,
                        i -> require(keys.vault()
                                .decryptText(subject(i), place(i), sealed.get(i))
                                .equals(address(i))));
                if (round > 0) { // the first one warms up, and makes the keys
                    sealing.add(seal);
                    opening.add(open);
                }
            }
        }
        session.server().drop(database);
        session.report(new Line(
                "encrypt an e-mail address and its blind index, CPU",
                null,
                new Judged("a field", Series.median(sealing), Target.atMostMicros(20, 10))));
        session.report(new Line(
                "decrypt it, CPU", null, new Judged("a field", Series.median(opening), Target.atMostMicros(10, 5))));
    }

    private interface Step {
        void run(int number);
    }

    /** CPU of this thread, in user and kernel mode. */
    private static double micros(int times, Step step) {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            step.run(i);
        }
        return (THREADS.getCurrentThreadCpuTime() - before) / NANOS_A_MICRO / times;
    }

    private static Subject subject(int number) {
        return new Subject(TENANT, new UUID(1, number % 1_000), Purpose.SERVICE);
    }

    private static Place place(int number) {
        return new Place("subscribers.subscriber", "email", new UUID(2, number));
    }

    private static String address(int number) {
        return "someone.%d@example.org".formatted(number);
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("the vault gave something else back");
        }
    }
}
