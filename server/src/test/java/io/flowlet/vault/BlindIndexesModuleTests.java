package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Blind indexes and format-preserving encryption on a real PostgreSQL, as {@code flowlet_app}. */
class BlindIndexesModuleTests {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Path KEY_FILE = TestVault.newMasterKeyFile();
    private static final VaultInstance INSTANCE = new VaultInstance(DATABASE, KEY_FILE);
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static final IndexInput ADA = IndexInput.of(IndexField.EMAIL, "ada@example.org");

    private final BlindIndexes indexes = INSTANCE.bean(BlindIndexes.class);
    private final FormatPreserving formats = INSTANCE.bean(FormatPreserving.class);
    private final JdbcTemplate superuser = new JdbcTemplate(DATABASE.asSuperuser());
    private final TenantId tenant = new TenantId(TENANTS.incrementAndGet());

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    @Test
    void giveOneTenantsValueOneIndexOnEveryInstanceAndAfterARestart() {
        List<String> first = shown(indexes, tenant, ADA);
        assertThat(first).hasSize(1);
        assertThat(shown(indexes, tenant, ADA)).isEqualTo(first);
        assertThat(INSTANCE.transactions().in(tenant, () -> shown(indexes, tenant, ADA)))
                .isEqualTo(first);
        try (VaultInstance other = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThat(shown(other.bean(BlindIndexes.class), tenant, ADA)).isEqualTo(first);
        }
        assertThat(indexes.of(tenant, ADA).getFirst().bytes()).hasSize(BlindIndex.BYTES);
        assertThat(indexes.of(tenant, ADA).getFirst()).hasToString("BlindIndex[version 1]");
    }

    @Test
    void giveOtherValuesFieldsAndTenantsOtherIndexes() {
        TenantId other = new TenantId(TENANTS.incrementAndGet());
        assertThat(List.of(
                        shown(indexes, tenant, ADA),
                        shown(indexes, tenant, IndexInput.of(IndexField.EMAIL, "ada@example.com")),
                        shown(indexes, tenant, IndexInput.of(IndexField.PHONE, "ada@example.org")),
                        shown(indexes, other, ADA)))
                .doesNotHaveDuplicates();
    }

    @Test
    void standSideBySideWhileTheSecretIsRenewed() {
        List<String> old = shown(indexes, tenant, ADA);
        assertThat(indexes.renew(tenant)).isEqualTo(2);
        assertThat(indexes.newestVersion(tenant)).isEqualTo(2);
        List<String> both = shown(indexes, tenant, ADA);
        assertThat(both).hasSize(2).doesNotHaveDuplicates();
        assertThat(both.getLast()).isEqualTo(old.getFirst());
        assertThat(indexes.of(tenant, ADA).stream().map(BlindIndex::version)).containsExactly(2, 1);
    }

    @Test
    void forgetASecretThatWasRolledBack() {
        assertThatThrownBy(() -> INSTANCE.transactions().in(tenant, () -> {
                    indexes.of(tenant, ADA);
                    throw new IllegalArgumentException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(secrets()).isZero();
        List<String> kept = shown(indexes, tenant, ADA);
        assertThat(secrets()).isOne();
        try (VaultInstance other = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThat(shown(other.bean(BlindIndexes.class), tenant, ADA)).isEqualTo(kept);
        }
    }

    @Test
    void refuseATransactionOfAnotherTenantAndASecretMovedToAnotherRow() {
        TenantId thief = new TenantId(TENANTS.incrementAndGet());
        indexes.of(tenant, ADA);
        indexes.of(thief, ADA);
        assertThatThrownBy(() -> INSTANCE.transactions().in(thief, () -> indexes.of(tenant, ADA)))
                .isInstanceOf(IllegalStateException.class);
        superuser.update("""
                update vault.tenant_secret set wrapped = (select wrapped from vault.tenant_secret where tenant_id = ?)
                where tenant_id = ?
                """, tenant.value(), thief.value());
        try (VaultInstance fresh = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThatThrownBy(() -> fresh.bean(BlindIndexes.class).of(thief, ADA))
                    .isInstanceOf(DamagedKey.class)
                    .hasMessageContaining("blind_index")
                    .hasMessageContaining("tenant " + thief.value());
        }
    }

    @Test
    void hideTheSecretsOfOtherTenantsAndLetNobodyChangeThem() {
        indexes.of(tenant, ADA);
        TenantId other = new TenantId(TENANTS.incrementAndGet());
        String all = "select count(*) from vault.tenant_secret";
        assertThat(INSTANCE.transactions().in(other, () -> INSTANCE.jdbc().queryForObject(all, Long.class)))
                .isZero();
        assertThatThrownBy(() -> INSTANCE.transactions()
                        .in(tenant, () -> INSTANCE.jdbc().update("delete from vault.tenant_secret")))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    @Test
    void encryptInAFormatThatDependsOnTenantKindAndWhatIsPreserved() {
        String clear = "123456";
        String encrypted = formats.encrypt(tenant, "card_number", "4111110000", clear);
        assertThat(encrypted).matches("[0-9]{6}");
        assertThat(formats.encrypt(tenant, "card_number", "4111110000", clear)).isEqualTo(encrypted);
        TenantId other = new TenantId(TENANTS.incrementAndGet());
        String letters = formats.encrypt(tenant, "document_number", "", "C01X00T47");
        assertThat(letters).matches("[0-9A-Z]{9}").isNotEqualTo("C01X00T47");
        // of six digits two results are equal once in a million times; of twenty never
        String twenty = "0".repeat(20);
        assertThat(List.of(
                        formats.encrypt(tenant, "card_number", "4111110000", twenty),
                        formats.encrypt(tenant, "card_number", "4111110001", twenty),
                        formats.encrypt(tenant, "account_number", "4111110000", twenty),
                        formats.encrypt(other, "card_number", "4111110000", twenty)))
                .doesNotHaveDuplicates();
        try (VaultInstance again = new VaultInstance(DATABASE, KEY_FILE)) {
            assertThat(again.bean(FormatPreserving.class).encrypt(tenant, "card_number", "4111110000", clear))
                    .isEqualTo(encrypted);
        }
    }

    @Test
    void refuseTooFewCharactersAndOthersThanLettersAndDigits() {
        assertThat(FormatPreserving.isEnough("12345")).isFalse();
        assertThat(FormatPreserving.isEnough("123456")).isTrue();
        assertThat(FormatPreserving.isEnough("A12")).isFalse();
        assertThat(FormatPreserving.isEnough("A123")).isTrue();
        for (String wrong : List.of("12345", "", "a12345", "12 345")) {
            assertThatThrownBy(() -> formats.encrypt(tenant, "card_number", "", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("12");
        }
    }

    private static List<String> shown(BlindIndexes indexes, TenantId tenant, IndexInput input) {
        return indexes.of(tenant, input).stream()
                .map(index -> index.version() + Arrays.toString(index.bytes()))
                .toList();
    }

    private long secrets() {
        Long count = superuser.queryForObject(
                "select count(*) from vault.tenant_secret where tenant_id = ?", Long.class, tenant.value());
        return count == null ? 0 : count;
    }
}
