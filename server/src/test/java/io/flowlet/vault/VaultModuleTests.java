package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.Cases;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.UnreadableCiphertext.Reason;
import io.flowlet.vault.internal.SealingKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The vault's promises on a real PostgreSQL, as {@code flowlet_app}. */
class VaultModuleTests {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Path KEY_FILE = TestVault.newMasterKeyFile();
    private static final VaultInstance INSTANCE = new VaultInstance(DATABASE, KEY_FILE);
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final UUID ROW = new UUID(7, 7);
    private static final Place PLACE = new Place("subscribers.subscriber", "email", ROW);

    private final Vault vault = INSTANCE.vault();
    private final JdbcTemplate superuser = new JdbcTemplate(DATABASE.asSuperuser());
    private final TenantId tenant = new TenantId(TENANTS.incrementAndGet());
    private final Subject subject = new Subject(tenant, new UUID(1, tenant.value()), Purpose.SERVICE);

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    @Test
    void givesBackWhatItEncryptedInsideAndOutsideATransaction() {
        byte[] outside = vault.encryptText(subject, PLACE, "ada@example.org");
        byte[] inside = INSTANCE.transactions().in(tenant, () -> vault.encryptText(subject, PLACE, "ada@example.org"));
        assertThat(outside).isNotEqualTo(inside);
        assertThat(vault.decryptText(subject, PLACE, inside)).isEqualTo("ada@example.org");
        assertThat(INSTANCE.transactions().in(tenant, () -> vault.decryptText(subject, PLACE, outside)))
                .isEqualTo("ada@example.org");
        assertThat(new String(outside, StandardCharsets.ISO_8859_1)).doesNotContain("ada");
    }

    @Test
    void givesBackAnyBytesForAnySubject() {
        Cases.check("vault round trip", 300, random -> {
            Subject any = new Subject(
                    new TenantId(1_000 + random.nextInt(4)),
                    new UUID(0, random.nextInt(8)),
                    random.nextBoolean() ? Purpose.SERVICE : Purpose.KYC_RECORD);
            Place place = new Place("a.b", "c", new UUID(random.nextLong(), random.nextLong()));
            byte[] clear = new byte[random.nextInt(300)];
            random.nextBytes(clear);
            byte[] before = clear.clone();
            byte[] sealed = vault.encrypt(any, place, clear);
            assertThat(sealed).hasSize(clear.length + 33);
            assertThat(vault.decrypt(any, place, sealed)).isEqualTo(clear);
            assertThat(clear).isEqualTo(before);
        });
    }

    @Test
    void refusesACiphertextMovedToAnotherTableColumnOrRow() {
        byte[] sealed = vault.encryptText(subject, PLACE, "ada@example.org");
        for (Place elsewhere : new Place[] {
            new Place("subscribers.subscribers", "email", ROW),
            new Place("subscribers.subscriber", "phone", ROW),
            new Place("subscribers.subscriber", "email", new UUID(7, 8)),
            new Place("subscribers.subscriber", "email", new UUID(8, 7)),
        }) {
            assertUnreadable(subject, elsewhere, sealed, Reason.NOT_AUTHENTIC);
        }
    }

    @Test
    void refusesACiphertextOfAnotherSubjectPurposeOrTenant() {
        byte[] sealed = vault.encryptText(subject, PLACE, "ada@example.org");
        Subject otherPerson = new Subject(tenant, new UUID(2, 2), Purpose.SERVICE);
        Subject otherPurpose = new Subject(tenant, subject.id(), Purpose.TAX);
        Subject otherTenant = new Subject(new TenantId(99), subject.id(), Purpose.SERVICE);
        for (Subject other : new Subject[] {otherPerson, otherPurpose, otherTenant}) {
            assertUnreadable(other, PLACE, sealed, Reason.KEY_UNKNOWN);
            vault.encryptText(other, PLACE, "now it has a key of its own");
            assertUnreadable(other, PLACE, sealed, Reason.NOT_AUTHENTIC);
        }
    }

    @Test
    void tellsDamageFromAnUnknownKeyFromForeignBytes() {
        byte[] sealed = vault.encryptText(subject, PLACE, "ada@example.org");
        assertUnreadable(subject, PLACE, new byte[0], Reason.FORMAT);
        assertUnreadable(subject, PLACE, Arrays.copyOf(sealed, 32), Reason.FORMAT);
        assertUnreadable(subject, PLACE, altered(sealed, 0, b -> b + 1), Reason.FORMAT);
        for (int at = 1; at < 5; at++) {
            assertUnreadable(subject, PLACE, altered(sealed, at, b -> b + 1), Reason.KEY_UNKNOWN);
        }
        for (int at = 5; at < sealed.length; at++) {
            assertUnreadable(subject, PLACE, altered(sealed, at, b -> b ^ 0x10), Reason.NOT_AUTHENTIC);
        }
        assertUnreadable(subject, PLACE, Arrays.copyOf(sealed, sealed.length - 1), Reason.NOT_AUTHENTIC);
    }

    @Test
    void countsWhatDoesNotOpenAndNamesPlaceAndVersionButNoContent() {
        byte[] sealed = vault.encryptText(subject, PLACE, "ada@example.org");
        double before = INSTANCE.counter("flowlet.vault.open.failures", "reason", "not_authentic");
        assertThatThrownBy(() -> vault.decryptText(subject, new Place("a.b", "email", ROW), sealed))
                .hasMessageContaining("a.b.email")
                .hasMessageContaining("key version 1")
                .hasMessageNotContaining("ada")
                .hasNoCause();
        assertThat(INSTANCE.counter("flowlet.vault.open.failures", "reason", "not_authentic"))
                .isEqualTo(before + 1);
    }

    @Test
    void refusesATransactionOfAnotherTenantWhetherTheKeyIsOpenOrNot() {
        TenantId other = new TenantId(99);
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() ->
                            INSTANCE.transactions().in(other, () -> vault.encrypt(subject, PLACE, new byte[1])))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> INSTANCE.transactions().control(() -> vault.encrypt(subject, PLACE, new byte[1])))
                    .isInstanceOf(IllegalStateException.class);
            byte[] sealed = vault.encrypt(subject, PLACE, new byte[1]); // opens the key for the second round
            assertThatThrownBy(() -> INSTANCE.transactions().in(other, () -> vault.decrypt(subject, PLACE, sealed)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void usesNoSqlOnceAKeyIsOpen() {
        byte[] sealed = vault.encryptText(subject, PLACE, "ada@example.org");
        superuser.update("delete from vault.data_key where tenant_id = ?", tenant.value());
        byte[] again = vault.encryptText(subject, PLACE, "ada@example.org");
        assertThat(vault.decryptText(subject, PLACE, sealed)).isEqualTo(vault.decryptText(subject, PLACE, again));
    }

    @Test
    void opensAfterARestartAndOnAnotherInstance() {
        byte[] sealed = vault.encryptText(subject, PLACE, "ada@example.org");
        try (VaultInstance other = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThat(other.vault().decryptText(subject, PLACE, sealed)).isEqualTo("ada@example.org");
            byte[] theirs = other.vault().encryptText(subject, PLACE, "grace@example.org");
            assertThat(vault.decryptText(subject, PLACE, theirs)).isEqualTo("grace@example.org");
            byte[] digest = other.vault().hmac(HmacPurpose.TOKEN, new byte[] {1});
            assertThat(vault.hmac(HmacPurpose.TOKEN, new byte[] {1}))
                    .isEqualTo(digest)
                    .hasSize(32);
        }
        assertThat(keysOf(subject)).isOne();
    }

    @Test
    void givesEachHmacPurposeAKeyOfItsOwn() {
        byte[] input = "the same".getBytes(StandardCharsets.UTF_8);
        assertThat(Arrays.stream(HmacPurpose.values()).map(purpose -> Arrays.toString(vault.hmac(purpose, input))))
                .doesNotHaveDuplicates();
        assertThat(vault.hmac(HmacPurpose.CURSOR, input)).isNotEqualTo(vault.hmac(HmacPurpose.CURSOR, new byte[0]));
    }

    @Test
    void refusesAWrappedKeyThatWasMovedToAnotherRow() {
        Subject victim = new Subject(tenant, new UUID(5, 5), Purpose.SERVICE);
        vault.encryptText(subject, PLACE, "mine");
        vault.encryptText(victim, PLACE, "theirs");
        // whoever may write rows puts a key he can read under another subject's name
        superuser.update("""
                update vault.data_key set wrapped = (select wrapped from vault.data_key where tenant_id = ? and subject = ?)
                where tenant_id = ? and subject = ?
                """, tenant.value(), subject.id(), tenant.value(), victim.id());
        try (VaultInstance fresh = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThatThrownBy(() -> fresh.vault().decrypt(victim, PLACE, vault.encrypt(victim, PLACE, new byte[1])))
                    .isInstanceOf(DamagedKey.class)
                    .hasMessageContaining("tenant " + tenant.value())
                    .hasMessageContaining(victim.id().toString());
            assertThat(fresh.counter("flowlet.vault.open.failures", "reason", "damaged_key"))
                    .isOne();
            assertThat(SealingKey.idOf(fresh.vault().encryptText(victim, PLACE, "secret")))
                    .as("nothing is sealed with it")
                    .isEqualTo(2);
            assertThat(fresh.vault().encryptText(subject, PLACE, "still works")).isNotEmpty();
        }
    }

    @Test
    void refusesATenantKeyThatWasMovedToAnotherTenant() {
        TenantId thief = new TenantId(TENANTS.incrementAndGet());
        vault.encryptText(subject, PLACE, "mine");
        vault.encryptText(new Subject(thief, subject.id(), Purpose.SERVICE), PLACE, "theirs");
        superuser.update("""
                update vault.tenant_key set wrapped = (select wrapped from vault.tenant_key where tenant_id = ?)
                where tenant_id = ?
                """, tenant.value(), thief.value());
        try (VaultInstance fresh = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThatThrownBy(() -> fresh.vault().encryptText(Subject.ofTenant(thief), PLACE, "secret"))
                    .isInstanceOf(DamagedKey.class)
                    .hasMessageContaining("the key of tenant " + thief.value());
        }
    }

    @Test
    void saysWhenATenantKeyThatADataKeyNamesIsGone() {
        vault.encryptText(subject, PLACE, "mine");
        superuser.execute(
                "alter table vault.data_key drop constraint if exists data_key_tenant_id_tenant_version_fkey");
        superuser.update("update vault.data_key set tenant_version = 9 where tenant_id = ?", tenant.value());
        try (VaultInstance fresh = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThatThrownBy(() -> fresh.vault().encryptText(subject, PLACE, "secret"))
                    .isInstanceOf(DamagedKey.class)
                    .hasMessageContaining("version 9");
        }
    }

    @Test
    void showsNoTenantTheKeysOfAnother() {
        vault.encryptText(subject, PLACE, "mine");
        JdbcTemplate app = INSTANCE.jdbc();
        for (String table : new String[] {"vault.data_key", "vault.tenant_key"}) {
            String all = "select count(*) from " + table;
            assertThat(INSTANCE.transactions().in(tenant, () -> app.queryForObject(all, Long.class)))
                    .isOne();
            assertThat(INSTANCE.transactions().in(new TenantId(98), () -> app.queryForObject(all, Long.class)))
                    .isZero();
            assertThat(INSTANCE.transactions().control(() -> app.queryForObject(all, Long.class)))
                    .isZero();
        }
        assertThatThrownBy(() -> INSTANCE.transactions().in(new TenantId(98), () -> app.update("""
                        insert into vault.tenant_key (tenant_id, version, master_kid, wrapped, created_at)
                        values (?, 2, 'x', 'x', now())
                        """, tenant.value())))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void letsTheApplicationNeitherChangeNorRemoveAKeyAndTheReaderOnlyRead() {
        for (String table : new String[] {"platform_key", "tenant_key", "data_key"}) {
            for (String right : new String[] {"update", "delete", "truncate", "references", "trigger"}) {
                assertThat(may("flowlet_app", table, right))
                        .as("%s %s", right, table)
                        .isFalse();
                assertThat(may("flowlet_reader", table, right)).isFalse();
            }
            assertThat(may("flowlet_app", table, "select, insert")).isTrue();
            assertThat(may("flowlet_reader", table, "select")).isTrue();
            assertThat(may("flowlet_reader", table, "insert")).isFalse();
            assertThat(new JdbcTemplate(DATABASE.as(DatabaseRole.READER))
                            .queryForObject("select count(*) >= 0 from vault." + table, Boolean.class))
                    .isTrue();
            assertThatThrownBy(() -> new JdbcTemplate(DATABASE.as(DatabaseRole.SEQUENCER))
                            .queryForObject("select count(*) from vault." + table, Long.class))
                    .isInstanceOf(DataAccessException.class);
        }
    }

    private boolean may(String role, String table, String rights) {
        return Arrays.stream(rights.split(", "))
                .allMatch(right -> Boolean.TRUE.equals(superuser.queryForObject(
                        "select has_table_privilege(?, ?, ?)", Boolean.class, role, "vault." + table, right)));
    }

    private void assertUnreadable(Subject whose, Place place, byte[] sealed, Reason reason) {
        assertThatThrownBy(() -> vault.decrypt(whose, place, sealed))
                .isInstanceOfSatisfying(
                        UnreadableCiphertext.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private long keysOf(Subject whose) {
        Long count = superuser.queryForObject(
                "select count(*) from vault.data_key where tenant_id = ? and subject = ?",
                Long.class,
                whose.tenant().value(),
                whose.id());
        return count == null ? 0 : count;
    }

    private static byte[] altered(byte[] bytes, int at, UnaryOperator<Integer> change) {
        byte[] other = bytes.clone();
        other[at] = change.apply((int) other[at]).byteValue();
        return other;
    }
}
