package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.UnreadableCiphertext.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Destroying a subject's keys. */
class KeyErasureModuleTests {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Path KEY_FILE = TestVault.newMasterKeyFile();
    private static final VaultInstance INSTANCE = new VaultInstance(DATABASE, KEY_FILE);
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final Place PLACE = new Place("subscribers.subscriber", "email", new UUID(7, 7));

    private final Vault vault = INSTANCE.vault();
    private final KeyErasure erasure = INSTANCE.bean(KeyErasure.class);
    private final JdbcTemplate superuser = new JdbcTemplate(DATABASE.asSuperuser());
    private final TenantId tenant = new TenantId(TENANTS.incrementAndGet());
    private final Subject ada = new Subject(tenant, new UUID(1, 1), Purpose.SERVICE);
    private final Subject adaTax = new Subject(tenant, ada.id(), Purpose.TAX);
    private final Subject grace = new Subject(tenant, new UUID(1, 2), Purpose.SERVICE);

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    @Test
    void makesUnreadableWhatTheSubjectsKeyEncryptedAndNothingElse() {
        byte[] hers = vault.encryptText(ada, PLACE, "ada@example.org");
        byte[] forTax = vault.encryptText(adaTax, PLACE, "ada's tax number");
        byte[] another = vault.encryptText(grace, PLACE, "grace@example.org");
        assertThat(destroy(ada)).isOne();
        assertUnknown(vault, ada, hers);
        assertThat(vault.decryptText(adaTax, PLACE, forTax)).isEqualTo("ada's tax number");
        assertThat(vault.decryptText(grace, PLACE, another)).isEqualTo("grace@example.org");
        try (VaultInstance fresh = new VaultInstance(DATABASE, KEY_FILE)) {
            assertUnknown(fresh.vault(), ada, hers);
        }
        assertThat(destroy(ada)).as("again").isZero();
    }

    @Test
    void keepsTheKeyWhenTheTransactionRollsBack() {
        byte[] hers = vault.encryptText(ada, PLACE, "ada@example.org");
        assertThatThrownBy(() -> INSTANCE.transactions().run(tenant, () -> {
                    assertThat(erasure.destroy(ada)).isOne();
                    assertUnknown(vault, ada, hers);
                    throw new IllegalArgumentException("the caller's failure");
                }))
                .hasMessage("the caller's failure");
        assertThat(vault.decryptText(ada, PLACE, hers)).isEqualTo("ada@example.org");
    }

    @Test
    void makesANewKeyOfAHigherVersionForWhatIsEncryptedAfterwards() {
        byte[] before = vault.encryptText(ada, PLACE, "before");
        byte[] inside = INSTANCE.transactions().in(tenant, () -> {
            erasure.destroy(ada);
            return vault.encryptText(ada, PLACE, "inside");
        });
        assertThat(vault.decryptText(ada, PLACE, inside)).isEqualTo("inside");
        destroy(ada);
        byte[] after = vault.encryptText(ada, PLACE, "after");
        assertThat(before[4]).isEqualTo((byte) 1);
        assertThat(inside[4]).isEqualTo((byte) 2);
        assertThat(after[4]).isEqualTo((byte) 3);
        try (VaultInstance fresh = new VaultInstance(DATABASE, KEY_FILE)) {
            assertUnknown(fresh.vault(), ada, before);
            assertUnknown(fresh.vault(), ada, inside);
            assertThat(fresh.vault().decryptText(ada, PLACE, after)).isEqualTo("after");
        }
    }

    @Test
    void isRefusedOutsideATransactionOfTheTenant() {
        vault.encryptText(ada, PLACE, "x");
        assertThatThrownBy(() -> erasure.destroy(ada)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> INSTANCE.transactions().in(new TenantId(99), () -> erasure.destroy(ada)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tenant " + tenant.value());
        assertThatThrownBy(() -> INSTANCE.transactions().control(() -> erasure.destroy(ada)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(keys()).isOne();
    }

    @Test
    void isRefusedByTheDatabaseForAnotherTenantsKeysAndGivesNoRightToDelete() {
        vault.encryptText(ada, PLACE, "x");
        JdbcTemplate app = INSTANCE.jdbc();
        String call = "select vault.destroy_data_keys(?, ?, 'service', '2030-01-01')";
        assertThatThrownBy(() -> INSTANCE.transactions()
                        .in(new TenantId(99), () -> app.queryForObject(call, Integer.class, tenant.value(), ada.id())))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("in a transaction of that tenant only");
        assertThatThrownBy(() -> INSTANCE.transactions()
                        .control(() -> app.queryForObject(call, Integer.class, tenant.value(), ada.id())))
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> INSTANCE.transactions().in(tenant, () -> app.update("delete from vault.data_key")))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("permission denied");
        assertThat(keys()).isOne();
    }

    @Test
    void isRefusedForTheTenantsOwnKey() {
        vault.encryptText(Subject.ofTenant(tenant), PLACE, "an answer");
        assertThatThrownBy(() -> destroy(Subject.ofTenant(tenant))).isInstanceOf(IllegalArgumentException.class);
        assertThat(keys()).isOne();
    }

    @Test
    void saysWhenItIsFinalAndCountsTheKeys() {
        double before = INSTANCE.counter("flowlet.vault.keys.destroyed", "kind", "data");
        vault.encryptText(ada, PLACE, "x");
        Instant asked = Instant.now();
        Instant finalAt = INSTANCE.transactions().in(tenant, () -> {
            erasure.destroy(ada);
            return erasure.finalAt(tenant, erasure.epoch(tenant)).orElseThrow();
        });
        assertThat(finalAt).isAfter(asked).isBefore(asked.plus(Duration.ofHours(26)));
        assertThat(INSTANCE.counter("flowlet.vault.keys.destroyed", "kind", "data"))
                .isEqualTo(before + 1);
    }

    private int destroy(Subject subject) {
        return INSTANCE.transactions().in(tenant, () -> erasure.destroy(subject));
    }

    private static void assertUnknown(Vault vault, Subject subject, byte[] sealed) {
        assertThatThrownBy(() -> vault.decrypt(subject, PLACE, sealed))
                .isInstanceOfSatisfying(
                        UnreadableCiphertext.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_UNKNOWN));
    }

    private long keys() {
        return Objects.requireNonNull(superuser.queryForObject(
                "select count(*) from vault.data_key where tenant_id = ?", Long.class, tenant.value()));
    }
}
