package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a look at the stored keys finds. */
class KeyChainModuleTests {
    private final TestDatabase database = TestDatabase.create();
    private final Path keyFile = TestVault.newMasterKeyFile();
    private final Path folder = TestVault.keyStore(keyFile);
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());

    @Test
    void findsNothingBeforeTheFirstStartAndMakesNothing() throws IOException {
        assertThat(chain(keyFile).open()).isEmpty();
        assertThatThrownBy(() -> chain(keyFile).checkBackup(folder))
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining("no epoch is open");
        assertThat(superuser.queryForObject("select count(*) from vault.platform_key", Long.class))
                .isZero();
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void opensTheWholeChainAndSaysWhichEpochIsOpen() {
        start();
        assertThat(chain(keyFile).open())
                .hasValueSatisfying(epoch -> assertThat(epoch.number()).isOne());
    }

    @Test
    void refusesAnotherMasterKeyAMissingFileAndAnOpenFolder() throws IOException {
        start();
        Path other = TestVault.newMasterKeyFile();
        assertThatThrownBy(() -> chain(other).open())
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("this instance has " + MasterKeyFile.check(other));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> chain(keyFile).open())
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining("chmod 700 " + folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.delete(folder.resolve("epoch-000001.key"));
        assertThatThrownBy(() -> chain(keyFile).open())
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining("epoch-000001.key is missing");
    }

    @Test
    void refusesAnAlteredRowOfEachLevel() {
        start();
        for (String table : new String[] {"platform_key where use = 'canary'", "tenant_key", "data_key"}) {
            alter(table);
            assertThatThrownBy(() -> chain(keyFile).open()).as(table).isInstanceOf(DamagedKey.class);
            alter(table);
            assertThat(chain(keyFile).open()).as(table).isPresent();
        }
    }

    @Test
    void saysWhetherACopyOfTheKeyStoreWouldDo() throws IOException {
        start();
        Path copy = KeyStoreFolder.make(folder.resolveSibling("copy"));
        Path file = copy.resolve("epoch-000001.key");
        assertThatThrownBy(() -> chain(keyFile).checkBackup(copy))
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining(file + " is missing");
        Files.copy(folder.resolve("epoch-000001.key"), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(chain(keyFile).open()).isPresent();
        chain(keyFile).checkBackup(copy); // or it would throw
        superuser.update("update vault.epoch set kid = '0123456789abcdef'");
        assertThatThrownBy(() -> chain(keyFile).checkBackup(copy))
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining("of another installation");
    }

    private void start() {
        new VaultInstance(database, keyFile).close();
    }

    private void alter(String table) {
        int where = table.indexOf(" where");
        String name = where < 0 ? table : table.substring(0, where);
        String rest = where < 0 ? "" : table.substring(where);
        superuser.update("update vault.%s set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)%s"
                .formatted(name, rest));
    }

    private KeyChain chain(Path masterKey) {
        return new KeyChain(database.as(DatabaseRole.APP), TestVault.settings(masterKey, Duration.ofHours(24)));
    }
}
