package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.vault.DataRotation.Rotated;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rotations while two instances read, write, write anew and erase, and an epoch turns: none of that may fail, and nothing may be lost. */
class DataRotationUnderLoadModuleTests {
    private static final int THREADS = 6;
    private static final int ROTATIONS = 3;
    private static final TenantId TENANT = new TenantId(1);
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

    private record Paid(UUID id, String clear) {}

    /** What one thread wrote: payments, and the row that it writes again and again. */
    private record Written(List<Paid> payments, UUID own, AtomicInteger last) {}

    @Test
    void noRequestFailsAndNothingIsLost() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger requests = new AtomicInteger();
        List<Written> all = new ArrayList<>();
        List<byte[]> captured = new ArrayList<>();
        try (RotatedRows rows = new RotatedRows(Clock.systemUTC());
                VaultInstance other = rows.instance();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            List<Future<Written>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                VaultInstance mine = thread % 2 == 0 ? rows.app : other;
                Random random = new Random(thread);
                Written written = new Written(new ArrayList<>(), new UUID(4, thread), new AtomicInteger());
                running.add(threads.submit(() -> {
                    RotatedRows.screen(mine, TENANT, written.own(), "0");
                    while (!stop.get()) {
                        step(mine, random, written);
                        requests.incrementAndGet();
                    }
                    return written;
                }));
            }
            long rewritten = 0;
            for (int rotation = 0; rotation < ROTATIONS; rotation++) {
                UUID before = RotatedRows.pay(rows.app, TENANT, new UUID(1, 0), "captured");
                captured.add(rows.description(before));
                Future<EpochTurns.Outcome> turn = threads.submit(() -> other.bean(EpochTurns.class)
                        .turn(new EpochTurns.Demand(true, true), NOBODY, (tenant, tenants, keys) -> {}));
                Rotated rotated = rows.rotate(Optional.empty(), Duration.ZERO, new TellingWitness());
                assertThat(rotated.damaged()).isEmpty();
                assertThat(rotated.total().kept()).isZero();
                assertThat(rotated.total().removed()).isPositive();
                rewritten += rotated.total().rewritten();
                assertThat(turn.get()).isEqualTo(EpochTurns.Outcome.TURNED);
            }
            stop.set(true);
            for (Future<Written> thread : running) {
                all.add(thread.get());
            }
            System.out.printf(
                    "%d requests during %d rotations, which rewrote %d fields%n", requests.get(), ROTATIONS, rewritten);
            try (VaultInstance fresh = rows.instance()) {
                for (Written each : all) {
                    assertThat(each.payments()).isNotEmpty();
                    for (Paid paid : each.payments()) {
                        assertThat(RotatedRows.paid(fresh, TENANT, paid.id())).isEqualTo(paid.clear());
                    }
                    assertThat(RotatedRows.screened(fresh, TENANT, each.own()))
                            .as("the last that was written")
                            .isEqualTo(Integer.toString(each.last().get()));
                }
                Subject subject = new Subject(TENANT, new UUID(1, 0), Purpose.SERVICE);
                for (byte[] old : captured) {
                    assertThat(rows.superuser.queryForList(
                                    "select version from vault.data_key where subject = ? and purpose = ?",
                                    Integer.class,
                                    subject.id(),
                                    subject.purpose().code()))
                            .doesNotContain(version(old));
                }
            }
        }
    }

    private static int version(byte[] sealed) {
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    /** One request of a kind that {@code random} chooses. */
    private static void step(VaultInstance instance, Random random, Written written) {
        switch (random.nextInt(6)) {
            case 0, 1 -> { // of somebody known, or of somebody new
                UUID payer = new UUID(1, random.nextInt(random.nextBoolean() ? 20 : 5_000));
                String clear = "of " + payer;
                written.payments().add(new Paid(RotatedRows.pay(instance, TENANT, payer, clear), clear));
            }
            case 2 -> { // read, then written anew: a rotation between must not bring back what was
                int last = written.last().get();
                assertThat(RotatedRows.screened(instance, TENANT, written.own()))
                        .isEqualTo(Integer.toString(last));
                RotatedRows.screen(instance, TENANT, written.own(), Integer.toString(last + 1));
                written.last().set(last + 1);
            }
            case 3 -> RotatedRows.answer(instance, TENANT, "answer");
            case 4 -> { // one that is erased at once
                UUID subject = UUID.randomUUID();
                RotatedRows.pay(instance, TENANT, subject, "erased");
                int versions = instance.transactions()
                        .in(
                                TENANT,
                                () -> instance.bean(KeyErasure.class)
                                        .destroy(new Subject(TENANT, subject, Purpose.SERVICE)));
                assertThat(versions).isPositive();
            }
            default -> {
                if (!written.payments().isEmpty()) {
                    Paid paid = written.payments()
                            .get(random.nextInt(written.payments().size()));
                    assertThat(RotatedRows.paid(instance, TENANT, paid.id())).isEqualTo(paid.clear());
                }
            }
        }
    }
}
