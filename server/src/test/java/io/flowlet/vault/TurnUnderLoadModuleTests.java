package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.EpochTurns.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Turns while two instances read, write, make keys, destroy keys, open tenants and renew one's key: none may fail, and nothing may be lost. */
class TurnUnderLoadModuleTests {
    private static final int THREADS = 6;
    private static final int TURNS = 6;
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

    /** What was written, to be read again later. */
    private record Written(Subject subject, byte[] sealed, String clear) {}

    @Test
    void noRequestFailsAndNothingIsLost() throws Exception {
        TestDatabase database = TestDatabase.create();
        Path keyFile = TestVault.newMasterKeyFile();
        JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
        rememberEveryWrapping(superuser);
        List<Written> all = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger requests = new AtomicInteger();
        try (VaultInstance one = new VaultInstance(database, keyFile);
                VaultInstance other = new VaultInstance(database, keyFile);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
            List<Future<List<Written>>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                VaultInstance mine = thread % 2 == 0 ? one : other;
                Random random = new Random(thread);
                int number = thread;
                running.add(threads.submit(() -> {
                    List<Written> written = new ArrayList<>();
                    for (int i = 0; !stop.get(); i++) {
                        step(mine, random, number * 1_000_000 + i, written);
                        pause(2); // a turn visits every tenant, and this must not open them faster than that
                        requests.incrementAndGet();
                    }
                    return written;
                }));
            }
            running.add(threads.submit(() -> {
                while (!stop.get()) {
                    other.bean(EpochTurns.class).renew(new TenantId(1), version -> {});
                    pause(200);
                }
                return List.of();
            }));
            for (int turn = 0; turn < TURNS; turn++) {
                assertThat(one.bean(EpochTurns.class)
                                .turn(
                                        new EpochTurns.Demand(turn % 3 != 0, true),
                                        NOBODY,
                                        (tenant, tenants, keys) -> {}))
                        .isEqualTo(Outcome.TURNED);
            }
            stop.set(true);
            for (Future<List<Written>> thread : running) {
                all.addAll(thread.get());
            }
        }
        try (VaultInstance last = new VaultInstance(database, keyFile)) {
            assertThat(last.bean(EpochTurns.class)
                            .turn(new EpochTurns.Demand(false, true), NOBODY, (tenant, tenants, keys) -> {}))
                    .isEqualTo(Outcome.TURNED);
        }
        System.out.printf("%d requests during %d turns%n", requests.get(), TURNS);
        assertThat(all).hasSizeGreaterThan(THREADS);
        try (VaultInstance fresh = new VaultInstance(database, keyFile)) {
            for (Written each : all) {
                assertThat(fresh.vault().decryptText(each.subject(), PLACE, each.sealed()))
                        .isEqualTo(each.clear());
            }
        }
        assertThat(superuser.queryForList("select distinct epoch from vault.tenant_key", Integer.class))
                .as("all of the last epoch")
                .containsExactly(TURNS + 2);
        assertThat(superuser.queryForObject(ERASED, Long.class)).isPositive();
        assertThat(superuser.queryForObject(ERASED + " and w.tenant_version = k.version", Long.class))
                .as("destroyed keys of which some copy hangs on a key that still opens")
                .isZero();
    }

    /** Destroyed keys with each version of the tenant's key below which they ever were, beside the only version that is left. */
    private static final String ERASED = """
            select count(*) from public.wrapping w join vault.tenant_key k using (tenant_id)
            where not exists (select from vault.data_key d where d.tenant_id = w.tenant_id and d.subject = w.subject)
            """;

    /** As backups at every moment would. */
    private static void rememberEveryWrapping(JdbcTemplate superuser) {
        superuser.execute("create table public.wrapping (tenant_id int, subject uuid, tenant_version int)");
        superuser.execute("""
                create function public.remember() returns trigger language plpgsql security definer as $$
                begin
                  insert into public.wrapping values (new.tenant_id, new.subject, new.tenant_version);
                  return null;
                end $$
                """);
        superuser.execute("create trigger remember after insert or update on vault.data_key"
                + " for each row execute function public.remember()");
    }

    /** One request of a kind that {@code random} chooses. */
    private static void step(VaultInstance instance, Random random, int number, List<Written> written) {
        switch (random.nextInt(4)) {
            case 0 -> { // a new subject of a tenant, in a transaction that stays open a while
                Subject subject =
                        new Subject(new TenantId(1 + random.nextInt(3)), new UUID(1, number), Purpose.SERVICE);
                written.add(instance.transactions().in(subject.tenant(), () -> {
                    Written one = write(instance, subject);
                    pause(random.nextInt(20));
                    return one;
                }));
            }
            case 1 -> // the first subject of a new tenant, or another one's
                written.add(write(
                        instance, new Subject(new TenantId(100 + number % 80), new UUID(2, number), Purpose.TAX)));
            case 2 -> { // one that is erased at once
                Subject subject = new Subject(new TenantId(1), new UUID(3, number), Purpose.SERVICE);
                write(instance, subject);
                instance.transactions()
                        .in(
                                subject.tenant(),
                                () -> instance.bean(KeyErasure.class).destroy(subject));
            }
            default -> {
                if (!written.isEmpty()) {
                    Written one = written.get(random.nextInt(written.size()));
                    assertThat(instance.vault().decryptText(one.subject(), PLACE, one.sealed()))
                            .isEqualTo(one.clear());
                }
            }
        }
    }

    private static Written write(VaultInstance instance, Subject subject) {
        String clear = "of " + subject.id();
        return new Written(subject, instance.vault().encryptText(subject, PLACE, clear), clear);
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
