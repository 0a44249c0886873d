package io.flowlet.bench.vault;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.bench.BenchDatabase;
import io.flowlet.bench.Line;
import io.flowlet.bench.Line.Judged;
import io.flowlet.bench.Measurement;
import io.flowlet.bench.Session;
import io.flowlet.bench.Target;
import io.flowlet.vault.DataRotation;
import io.flowlet.vault.DataRotation.Counts;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Way;
import io.flowlet.vault.SealedColumn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A whole rotation of data keys: fields rewritten a second on the wall, from the first new key to the last row, without the wait after it. */
public final class Resealed implements Measurement {
    private static final double NANOS = 1e9;
    private static final int CHUNK = 500;
    private static final TenantId TENANT = new TenantId(1);
    private static final SealedColumn COLUMN =
            SealedColumn.in("payments.payment", "description").row("id").of("description_of", Purpose.SERVICE);
    private static final String INSERT = """
            insert into payments.payment
              (tenant_id, id, kind, to_wallet, amount, currency, tx_id, description, description_of, initiated_by, authority, created_at)
            values (?, ?, 'deposit', ?, 1, 978, ?, ?, ?, ?, 'bench', now())
            """;

    @Override
    public String name() {
        return "reseal";
    }

    @Override
    public void run(Session session) {
        BenchDatabase database = session.server().createMigrated("reseal");
        int payments = session.isQuick() ? 10_000 : 100_000;
        int payers = payments / 10;
        try (Keys keys = new Keys(database, session.server().folder())) {
            session.step("sealing %d descriptions of %d payers".formatted(payments, payers));
            for (int from = 0; from < payments; from += CHUNK) {
                int first = from;
                keys.transactions().run(TENANT, () -> insert(keys, first, payers));
            }
        }
        session.server().checkpoint();
        session.step("rewriting them");
        Watch watch = new Watch();
        try (Keys owner = new Keys(database, session.server().folder(), COLUMN)) {
            Rotated rotated = owner.rotation().run(new Plan(Optional.of(TENANT), Duration.ZERO, Way.AT_ONCE), watch);
            if (rotated.total().rewritten() != payments || rotated.total().removed() != payers) {
                throw new IllegalStateException("the rotation came to " + rotated);
            }
        }
        session.server().drop(database);
        session.report(new Line(
                "a rotation of %,d data keys, %,d fields".formatted(payers, payments),
                null,
                new Judged("fields rewritten", payments / watch.seconds(), Target.atLeastPerSecond(5_000, 10_000))));
    }

    private static void insert(Keys keys, int first, int payers) {
        List<Object[]> rows = new ArrayList<>(CHUNK);
        for (int i = first; i < first + CHUNK; i++) {
            UUID id = new UUID(2, i);
            UUID payer = new UUID(1, i % payers);
            byte[] sealed = keys.vault()
                    .encryptText(COLUMN.subject(TENANT, payer), COLUMN.place(id), "what somebody wrote about it");
            rows.add(new Object[] {TENANT.value(), id, id, id, sealed, payer, id});
        }
        keys.jdbc().batchUpdate(INSERT, rows);
    }

    /** From the beginning to the last row that was rewritten before the wait. */
    private static final class Watch implements DataRotation.Witness {
        private long began;
        private long rewrittenAt;
        private boolean waited;

        double seconds() {
            return (rewrittenAt - began) / NANOS;
        }

        @Override
        public void begun(TenantId tenant, boolean again) {
            began = System.nanoTime();
        }

        @Override
        public void at(int number, int tenants, long looked, long rewritten) {
            rewrittenAt = waited ? rewrittenAt : System.nanoTime();
        }

        @Override
        public void waiting(Duration left) {
            waited = true;
        }

        @Override
        public void removed(TenantId tenant, int versions) {}

        @Override
        public void ended(TenantId tenant, Counts counts) {}
    }
}
