package io.flowlet.vault;

import static io.flowlet.vault.RotatedRows.paid;
import static io.flowlet.vault.RotatedRows.pay;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.SettableClock;
import io.flowlet.vault.DataRotation.Counts;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.UnreadableCiphertext.Reason;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Data keys get new versions, what the old ones encrypted is rewritten, and the old ones are gone for good. */
class DataRotationModuleTests {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);
    private static final UUID ADA = new UUID(1, 1);
    private static final UUID BOB = new UUID(1, 2);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final RotatedRows rows = new RotatedRows(clock);

    @AfterEach
    void close() {
        rows.close();
    }

    @Test
    void everythingReadsTheSameUnderNewVersionsAndTheOldOnesOpenNothing() {
        fill(ONE, 700);
        fill(TWO, 3);
        Map<String, String> before = rows.inClear(rows.app, ONE);
        assertThat(before).hasSize(700 + 700 + 2 * 30);
        UUID first = pay(rows.app, ONE, ADA, "captured");
        byte[] captured = rows.description(first);
        int keys = keys();

        TellingWitness witness = new TellingWitness();
        Rotated rotated = rotate(witness);

        assertThat(rotated.damaged()).isEmpty();
        assertThat(rotated.erased()).isZero();
        // the platform's own key has no ciphertext, and a new version all the same
        assertThat(rotated.total()).isEqualTo(new Counts(keys, before.size() + 1 + 12, keys, 0, 0));
        assertThat(keys()).isEqualTo(keys);
        assertThat(rows.superseded()).isZero();
        try (VaultInstance fresh = rows.instance()) {
            before.put(RotatedRows.DESCRIPTION + " " + first, "captured");
            assertThat(rows.inClear(fresh, ONE)).isEqualTo(before);
            assertThat(rows.inClear(rows.app, ONE))
                    .as("an instance that holds the old ones open")
                    .isEqualTo(before);
            assertThatExceptionOfType(UnreadableCiphertext.class)
                    .isThrownBy(() -> fresh.vault()
                            .decrypt(
                                    new Subject(ONE, ADA, Purpose.SERVICE),
                                    RotatedRows.DESCRIPTION.place(first),
                                    captured))
                    .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_UNKNOWN));
        }
        assertThat(rows.superuser.queryForList(
                        "select distinct get_byte(description, 4) from payments.payment", Integer.class))
                .containsExactly(2);
        assertThat(rows.superuser.queryForList(
                        "select tenant_id from vault.tenant_key where key_destroyed_at = ? and destroyed_version = 0 order by 1",
                        Integer.class,
                        java.sql.Timestamp.from(clock.instant())))
                .as("the next turn makes copies of before final")
                .containsExactly(0, 1, 2);
        assertThat(witness.told)
                .containsSubsequence("begun 0", "begun 1", "begun 2", "removed 1 %d".formatted(keys - 8))
                .contains("ended 1 " + new Counts(keys - 8, before.size(), keys - 8, 0, 0));
        assertThat(rows.superuser.queryForObject("select count(*) from vault.data_rotation", Integer.class))
                .isZero();
        assertThat(rows.owner.counter("flowlet.vault.keys.retired", "kind", "data"))
                .isEqualTo(keys);
    }

    @Test
    void killedAtAnyStepTheNextRunGoesOnAndNothingIsMadeTwice() {
        fill(ONE, 20);
        Map<String, String> before = rows.inClear(rows.app, ONE);
        int keys = keys();
        int kills = 0;
        for (boolean killed = true; killed; kills++) {
            clock.advance(Duration.ofHours(1));
            try {
                rotate(Optional.of(ONE), Duration.ZERO, TellingWitness.killedAfter(kills));
                killed = false;
            } catch (TellingWitness.Killed e) {
                clock.advance(Duration.ofHours(1));
                TellingWitness again = new TellingWitness();
                rotate(Optional.of(ONE), Duration.ZERO, again);
                assertThat(again.told).as("after step %d", kills).contains(kills == 0 ? "begun 1" : "resumed 1");
            }
            assertThat(keys()).as("one version each").isEqualTo(keys);
            assertThat(rows.superseded()).isZero();
            try (VaultInstance fresh = rows.instance()) {
                assertThat(rows.inClear(fresh, ONE)).isEqualTo(before);
            }
            assertThat(rows.superuser.queryForObject(
                            "select max(version) from vault.data_key where tenant_id = 1", Integer.class))
                    .as("one new version a rotation")
                    .isEqualTo(kills + 2);
        }
        assertThat(kills).as("steps at which it was killed").isGreaterThanOrEqualTo(10);
    }

    @Test
    void whatDoesNotOpenIsNamedAndKeepsItsKeyVersionAlone() {
        UUID whole = pay(rows.app, ONE, ADA, "whole");
        UUID damaged = pay(rows.app, ONE, ADA, "damaged");
        UUID foreign = pay(rows.app, ONE, BOB, "no ciphertext");
        byte[] good = rows.description(damaged);
        byte[] bad = good.clone();
        bad[20] ^= 1;
        rows.damage(damaged, bad);
        rows.damage(foreign, new byte[] {1, 2, 3});

        Rotated rotated = rotate(new TellingWitness());

        assertThat(rotated.damaged())
                .containsExactlyInAnyOrder(
                        "payments.payment.description " + damaged, "payments.payment.description " + foreign);
        assertThat(rotated.total()).isEqualTo(new Counts(3, 1, 2, 1, 2)); // Ada, Bob, the platform
        assertThat(paid(rows.app, ONE, whole)).isEqualTo("whole");
        assertThat(rows.description(damaged)).isEqualTo(bad);
        assertThat(rows.superuser.queryForList(
                        "select subject from vault.data_key where version = 1 and tenant_id = 1", UUID.class))
                .containsExactly(ADA);

        rows.damage(damaged, good);
        Rotated mended = rotate(Optional.of(ONE), Duration.ofDays(90), new TellingWitness());
        assertThat(mended.total()).isEqualTo(new Counts(0, 1, 1, 0, 1));
        assertThat(paid(rows.app, ONE, damaged)).isEqualTo("damaged");
        assertThat(rows.superseded()).isZero();
    }

    @Test
    void aKeyThatDoesNotOpenStaysWithWhatItEncrypted() {
        pay(rows.app, ONE, ADA, "under a damaged key");
        UUID bobs = pay(rows.app, ONE, BOB, "under a sound one");
        rows.superuser.update(
                "update vault.data_key set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) where subject = ?",
                ADA);
        Rotated rotated = rotate(new TellingWitness());
        assertThat(rotated.damaged()).hasSize(1);
        assertThat(rotated.total().kept()).isEqualTo(1);
        assertThat(paid(rows.app, ONE, bobs)).isEqualTo("under a sound one");
    }

    @Test
    void anErasedSubjectStaysErased() {
        UUID adas = pay(rows.app, ONE, ADA, "of Ada");
        UUID bobs = pay(rows.app, ONE, BOB, "of Bob");
        assertThat(destroy(ADA)).isEqualTo(1);
        byte[] left = rows.description(adas);

        Rotated rotated = rotate(new TellingWitness());

        assertThat(rotated.erased()).isEqualTo(1);
        assertThat(rotated.total().damaged()).isZero();
        assertThat(rows.description(adas)).isEqualTo(left);
        assertThat(rows.superuser.queryForObject(
                        "select count(*) from vault.data_key where subject = ?", Integer.class, ADA))
                .isZero();
        assertThat(paid(rows.app, ONE, bobs)).isEqualTo("of Bob");
        assertThat(destroy(BOB)).as("all versions that a rotation left").isEqualTo(1);
    }

    @Test
    void aTenantWhoseKeyDoesNotOpenKeepsNoOtherFromBeingRotated() {
        pay(rows.app, ONE, ADA, "under a damaged key");
        UUID other = pay(rows.app, TWO, ADA, "sound");
        rows.superuser.update(
                "update vault.tenant_key set wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) where tenant_id = 1");
        rows.reopen();
        Rotated rotated = rotate(new TellingWitness());
        assertThat(rotated.damaged()).containsExactly("the key of tenant 1, version 1");
        assertThat(versions(ONE, ADA)).containsExactly(1);
        assertThat(versions(TWO, ADA)).containsExactly(2);
        assertThat(paid(rows.app, TWO, other)).isEqualTo("sound");
        assertThat(rows.superuser.queryForList("select tenant_id from vault.data_rotation", Integer.class))
                .as("to be gone on with")
                .containsExactly(1);
    }

    @Test
    void aDestructionThatWaitsForNewVersionsDestroysThemToo() throws Exception {
        pay(rows.app, ONE, ADA, "of Ada");
        try (ExecutorService threads = Executors.newFixedThreadPool(2);
                Connection holding = rows.database.asSuperuser().getConnection()) {
            holding.setAutoCommit(false);
            try (Statement lock = holding.createStatement()) {
                // reads go on, the new version waits to be written
                lock.execute("lock table vault.data_key in share mode");
            }
            Future<Rotated> rotated =
                    threads.submit(() -> rotate(Optional.of(ONE), Duration.ZERO, new TellingWitness()));
            untilWaiting(1);
            Future<Integer> destroyed = threads.submit(() -> destroy(ADA));
            untilWaiting(2);
            holding.rollback();
            assertThat(destroyed.get(60, TimeUnit.SECONDS)).as("both versions").isEqualTo(2);
            assertThat(rotated.get(60, TimeUnit.SECONDS).damaged()).isEmpty();
        }
        assertThat(versions(ONE, ADA)).isEmpty();
    }

    private void untilWaiting(int transactions) {
        for (int i = 0; i < 500; i++) {
            Integer waiting = rows.superuser.queryForObject(
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
                    Integer.class);
            if (waiting != null && waiting >= transactions) {
                return;
            }
            pause(20);
        }
        throw new AssertionError("nobody waits");
    }

    @Test
    void oneTenantAloneAndOldKeysAlone() {
        pay(rows.app, ONE, ADA, "old");
        pay(rows.app, TWO, ADA, "other tenant's");
        rows.superuser.update("update vault.data_key set stored_at = stored_at - interval '100 days'");
        pay(rows.app, ONE, BOB, "young");

        Rotated rotated = rotate(Optional.of(ONE), Duration.ofDays(90), new TellingWitness());

        assertThat(rotated.total()).isEqualTo(new Counts(1, 1, 1, 0, 0));
        assertThat(versions(ONE, ADA)).containsExactly(2);
        assertThat(versions(ONE, BOB)).containsExactly(1);
        assertThat(versions(TWO, ADA)).containsExactly(1);
        TellingWitness quiet = new TellingWitness();
        assertThat(rotate(Optional.of(ONE), Duration.ofDays(90), quiet).tenants())
                .isZero();
        assertThat(quiet.told).as("nothing to do, nothing told").isEmpty();
    }

    @Test
    void theTenantsOwnWeeklyVersionsAreBroughtTogether() {
        Map<UUID, String> written = new HashMap<>();
        for (int week = 0; week < 5; week++) {
            written.put(RotatedRows.hold(rows.app, ONE, "in week " + week), "in week " + week);
            clock.advance(Duration.ofDays(8));
            rows.app.close(); // its cache knows no time but its own
            rows.reopen();
        }
        assertThat(versions(ONE, new UUID(0, 0))).hasSize(5);
        Rotated rotated = rotate(Optional.of(ONE), Duration.ofDays(90), new TellingWitness());
        assertThat(rotated.total()).isEqualTo(new Counts(0, 4, 4, 0, 0));
        assertThat(versions(ONE, new UUID(0, 0))).containsExactly(5);
        assertThat(rows.inClear(rows.app, ONE).values()).containsExactlyInAnyOrderElementsOf(written.values());
    }

    @Test
    void aReaderWithAnOldRowInHandAndAWriterWithAnOldKeyAreWaitedFor() throws Exception {
        UUID payment = pay(rows.app, ONE, ADA, "in hand");
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<String> opened = new CompletableFuture<>();
        UUID late = UUID.randomUUID();
        try (VaultInstance slow = rows.instance()) {
            Thread request = Thread.ofPlatform()
                    .start(() -> slow.transactions().run(ONE, () -> {
                        byte[] old = Objects.requireNonNull(slow.jdbc()
                                .queryForObject(
                                        "select description from payments.payment where id = ?",
                                        byte[].class,
                                        payment));
                        Subject subject = new Subject(ONE, ADA, Purpose.SERVICE);
                        byte[] sealed = slow.vault().encryptText(subject, RotatedRows.DESCRIPTION.place(late), "late");
                        read.countDown();
                        pause(2_500);
                        opened.complete(slow.vault().decryptText(subject, RotatedRows.DESCRIPTION.place(payment), old));
                        slow.jdbc().update("""
                        insert into payments.payment
                          (tenant_id, id, kind, to_wallet, amount, currency, tx_id, description, description_of, initiated_by, authority, created_at)
                        values (1, ?, 'deposit', ?, 1, 978, ?, ?, ?, ?, 'test', now())
                        """, late, late, late, sealed, ADA, late);
                    }));
            read.await();
            Rotated rotated = rotate(new TellingWitness());
            assertThat(opened.getNow("not yet")).isEqualTo("in hand");
            request.join();
            assertThat(rotated.total().rewritten()).isEqualTo(2);
        }
        assertThat(paid(rows.app, ONE, late)).isEqualTo("late");
        assertThat(versions(ONE, ADA)).containsExactly(2);
    }

    @Test
    void whatAServerSealsRightAfterwardsItSealsWithNoKeyThatIsGone() {
        UUID before = pay(rows.app, ONE, ADA, "its key is held open from now on");
        rotate(new TellingWitness());
        UUID after = pay(rows.app, ONE, ADA, "after");
        try (VaultInstance fresh = rows.instance()) {
            assertThat(paid(fresh, ONE, after)).isEqualTo("after");
            assertThat(paid(fresh, ONE, before)).isEqualTo("its key is held open from now on");
        }
    }

    @Test
    void whatAHashCommitsToStaysWithItsKeys() {
        pay(rows.app, ONE, ADA, "rewritten");
        pay(rows.app, TWO, ADA, "rewritten");
        byte[] pii = rows.app
                .vault()
                .encryptText(
                        new Subject(ONE, BOB, Purpose.SERVICE),
                        RotatedRows.COMMITTED.place(new UUID(5, 5)),
                        "committed");
        rows.superuser.update(
                "insert into audit.event (tenant_id, id, body, pii) values (1, ?, '{}', ?)", new UUID(5, 5), pii);
        Rotated rotated = rotate(new TellingWitness());
        assertThat(rotated.committed()).isEqualTo(1);
        assertThat(rotated.total().kept()).isEqualTo(2);
        assertThat(versions(ONE, BOB)).containsExactly(1, 2);
        assertThat(versions(TWO, ADA)).containsExactly(2);
        try (VaultInstance fresh = rows.instance()) {
            assertThat(fresh.vault()
                            .decryptText(
                                    new Subject(ONE, BOB, Purpose.SERVICE),
                                    RotatedRows.COMMITTED.place(new UUID(5, 5)),
                                    pii))
                    .isEqualTo("committed");
        }
        assertThat(rows.superuser.queryForObject(
                        "select pii from audit.event where id = ?", byte[].class, new UUID(5, 5)))
                .isEqualTo(pii);
    }

    @Test
    void anAppendOnlyRowTakesItsNextCiphertextFromTheOwnerAndNothingElse() {
        UUID payment = pay(rows.app, ONE, ADA, "kept");
        byte[] sealed = rows.description(payment);
        byte[] next = sealed.clone();
        next[4]++;
        byte[] longer = java.util.Arrays.copyOf(next, next.length + 1);
        JdbcTemplate owner = new JdbcTemplate(rows.database.as(DatabaseRole.OWNER));
        for (Object[] refused : new Object[][] {
            {"", "description = ?", next},
            {"amount", "description = ?", next},
            {"description", "description = ?", sealed.clone()},
            {"description", "description = ?", longer},
            {"description", "description = ?, amount = 2", next},
            {"description", "description = ?", new byte[] {7}},
            {"description", "description = null where ?::bytea is null or true", next}
        }) {
            assertThatThrownBy(() ->
                            owner.execute((org.springframework.jdbc.core.ConnectionCallback<Integer>) connection -> {
                                connection.setAutoCommit(false);
                                try (var allow = connection.createStatement();
                                        var update = connection.prepareStatement(
                                                "update payments.payment set " + refused[1])) {
                                    allow.execute("set local flowlet.resealing = '" + refused[0] + "'");
                                    update.setBytes(1, (byte[]) refused[2]);
                                    return update.executeUpdate();
                                } finally {
                                    connection.rollback();
                                }
                            }))
                    .as("%s %s", refused[0], refused[1])
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThatThrownBy(() -> rows.app
                        .transactions()
                        .in(
                                ONE,
                                () -> rows.app
                                        .jdbc()
                                        .update(
                                                "update payments.payment set description = ? where id = ?",
                                                next,
                                                payment)))
                .hasStackTraceContaining("permission denied");
        assertThat(rows.description(payment)).isEqualTo(sealed);
        assertThat(rows.app.transactions().isOpen()).isFalse();
    }

    @Test
    void refusesAnOpenTransactionAndANegativeAge() {
        assertThatThrownBy(() -> rows.owner.transactions().run(ONE, () -> rotate(new TellingWitness())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> rotate(Optional.empty(), Duration.ofDays(-1), new TellingWitness()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** So many subjects with a payment and an export each, and some of the tenant's own. */
    private void fill(TenantId tenant, int subjects) {
        for (int i = 0; i < subjects; i++) {
            pay(rows.app, tenant, new UUID(1, i), "payment " + i);
            RotatedRows.export(rows.app, tenant, new UUID(1, i), "export " + i);
        }
        for (int i = 0; i < Math.min(30, subjects); i++) {
            RotatedRows.hold(rows.app, tenant, "hold " + i);
            RotatedRows.answer(rows.app, tenant, "answer " + i);
        }
    }

    private Rotated rotate(DataRotation.Witness witness) {
        return rotate(Optional.empty(), Duration.ZERO, witness);
    }

    private Rotated rotate(Optional<TenantId> tenant, Duration olderThan, DataRotation.Witness witness) {
        return rows.rotate(tenant, olderThan, witness);
    }

    private int destroy(UUID subject) {
        return rows.app
                .transactions()
                .in(ONE, () -> rows.app.bean(KeyErasure.class).destroy(new Subject(ONE, subject, Purpose.SERVICE)));
    }

    private int keys() {
        Integer count = rows.superuser.queryForObject("select count(*) from vault.data_key", Integer.class);
        return count == null ? 0 : count;
    }

    private List<Integer> versions(TenantId tenant, UUID subject) {
        return rows.superuser.queryForList(
                "select version from vault.data_key where tenant_id = ? and subject = ? and purpose = 'service' order by 1",
                Integer.class,
                tenant.value(),
                subject);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
