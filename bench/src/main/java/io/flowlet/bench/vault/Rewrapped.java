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
import io.flowlet.vault.EpochTurns;
import io.flowlet.vault.Place;
import io.flowlet.vault.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Whole turns of the epoch after one erasure in a tenant with many subjects: data keys wrapped anew a second on the wall. */
public final class Rewrapped implements Measurement {
    private static final double NANOS = 1e9;
    private static final int CHUNK = 500;
    private static final TenantId TENANT = new TenantId(1);
    private static final Place PLACE = new Place("a.b", "c", new UUID(7, 7));
    private static final EpochTurns.Witness NOBODY = new EpochTurns.Witness() {
        @Override
        public void opened(int number, EpochTurns.Reason reason, boolean renewsAll) {}

        @Override
        public void emptied(int number) {}

        @Override
        public void destroyed(int number) {}

        @Override
        public void gaveUp(TenantId tenant, int version) {}
    };

    @Override
    public String name() {
        return "rewrap";
    }

    @Override
    public void run(Session session) {
        BenchDatabase database = session.server().createMigrated("rewrap");
        int subjects = session.isQuick() ? 5_000 : 50_000;
        List<Double> perSecond = new ArrayList<>();
        try (Keys keys = new Keys(database, session.server().folder())) {
            session.step("making %d data keys".formatted(subjects));
            for (int from = 0; from < subjects; from += CHUNK) {
                int first = from;
                keys.transactions().run(TENANT, () -> {
                    for (int i = first; i < first + CHUNK; i++) {
                        keys.vault().encrypt(subject(i), PLACE, new byte[1]);
                    }
                });
            }
            for (int round = 0; round <= session.rounds(); round++) {
                session.step("rewrap: round %d of %d".formatted(round, session.rounds()));
                int erased = round;
                keys.transactions().in(TENANT, () -> keys.erasure().destroy(subject(erased)));
                double figure = turn(keys);
                if (round > 0) {
                    perSecond.add(figure);
                }
            }
        }
        session.server().drop(database);
        session.report(new Line(
                "a turn of the epoch, %,d data keys".formatted(subjects),
                null,
                new Judged("keys wrapped anew", Series.median(perSecond), Target.atLeastPerSecond(5_000, 10_000))));
    }

    private static double turn(Keys keys) {
        AtomicLong wrapped = new AtomicLong();
        long start = System.nanoTime();
        EpochTurns.Outcome outcome = keys.turns()
                .turn(new EpochTurns.Demand(false, true), NOBODY, (tenant, tenants, count) -> wrapped.set(count));
        double seconds = (System.nanoTime() - start) / NANOS;
        if (outcome != EpochTurns.Outcome.TURNED || wrapped.get() == 0) {
            throw new IllegalStateException("the turn came to " + outcome + " with " + wrapped + " keys");
        }
        return wrapped.get() / seconds;
    }

    private static Subject subject(int number) {
        return new Subject(TENANT, new UUID(1, number), Purpose.SERVICE);
    }
}
