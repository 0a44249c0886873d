package io.flowlet.vault.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.actor.TenantId;
import io.flowlet.testing.Cases;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.KeyStoreRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyStoreTests {
    private static final byte[] PLACE = {1, 2, 3};

    private final Path masterKey = TestVault.newMasterKeyFile();
    private final Path folder = TestVault.keyStore(masterKey);
    private final byte[] secret = SealingKey.newBytes();
    private final KeyStore store = new KeyStore(folder, secret.clone());
    private final Path file = folder.resolve("epoch-000007.key");
    private EpochKey made;

    @BeforeEach
    void make() {
        made = store.findOrMake(7);
    }

    @Test
    void keepsAKeyAcrossReadsAndForNobodyElse() throws Exception {
        byte[] sealed = made.key().seal(new byte[] {42}, PLACE);
        EpochKey read = new KeyStore(folder, secret.clone()).open(7, made.kid());
        assertThat(read.key().open(sealed, PLACE)).containsExactly(42);
        assertThat(store.findOrMake(7).kid()).isEqualTo(made.kid());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(folder)) {
            assertThat(files).as("no draft is left").containsExactly(file);
        }
        assertThat(made).hasToString("EpochKey[7, " + made.kid() + "]");
    }

    @Test
    void bindsATenantsKeyToItsEpoch() {
        EpochKey other = new EpochKey(8, made.kid(), made.key());
        byte[] sealed = made.key().seal(new byte[32], AssociatedData.tenantKey(new TenantId(1), 1, made));
        assertThatThrownBy(() -> made.key().open(sealed, AssociatedData.tenantKey(new TenantId(1), 1, other)))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> made.key().open(sealed, AssociatedData.tenantKey(new TenantId(2), 1, made)))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void destroysTheFileAndIsContentWithNone() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Path link = Files.createLink(folder.resolveSibling("somebody-elses-link"), file);
        String before = Files.readString(link);
        store.destroy(7);
        assertThat(file).doesNotExist();
        assertThat(Files.readAllBytes(link)).as("what another name still shows").hasSize(before.length());
        assertThat(Files.readString(link, StandardCharsets.ISO_8859_1)).isNotEqualTo(before);
        store.destroy(7);
        assertRefused(() -> store.open(7, made.kid()), "is missing", "restore the key store from its backup");
        assertThat(store.findOrMake(7).kid()).isNotEqualTo(made.kid());
    }

    @Test
    void refusesAMissingFolderAFileAndAFolderThatOthersMayRead() throws IOException {
        Path absent = folder.resolveSibling("absent");
        assertRefused(() -> KeyStore.require(absent), "key store " + absent + " is missing", "mkdir -m 700 " + absent);
        assertRefused(() -> KeyStore.require(masterKey), "is not a folder", "restore it");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        assertRefused(() -> store.open(7, made.kid()), "has mode rwxr-x---", "chmod 700 " + folder);
    }

    @Test
    void refusesAFileThatOthersMayRead() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(() -> store.open(7, made.kid()), "has mode rw-r--r--", "chmod 600 " + file);
    }

    @Test
    void refusesAFileOfAnotherEpochOrInstallation() throws IOException {
        Files.copy(file, folder.resolve("epoch-000008.key"));
        assertRefused(() -> store.open(8, made.kid()), "is of epoch 7", "restore");
        EpochKey foreign = new KeyStore(folder, SealingKey.newBytes()).findOrMake(9);
        assertRefused(() -> store.open(9, foreign.kid()), "of another installation", "restore");
        assertRefused(() -> store.open(7, "0123456789abcdef"), "of another installation", "restore");
    }

    @Test
    void refusesWhatIsNoSuchLine() throws IOException {
        for (String content :
                List.of("", "\n", "flk1:0:0:0", Files.readString(file).repeat(2), "x".repeat(10_000))) {
            Files.writeString(file, content);
            assertRefused(() -> store.open(7, made.kid()), "does not hold one line", "restore");
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertRefused(() -> store.open(7, made.kid()), "is not a plain file", "restore");
    }

    @Test
    void refusesAFileInWhichOneCharacterWasAltered() throws IOException {
        byte[] sound = Files.readAllBytes(file);
        Cases.check("altered epoch key file", 300, random -> {
            byte[] altered = sound.clone();
            int at = random.nextInt(
                    sound.length - 3); // the last character of base64 before "=" has bits that say nothing
            altered[at] ^= (byte) (1 << random.nextInt(7));
            write(altered);
            assertThatThrownBy(() -> store.open(7, made.kid())).isInstanceOf(KeyStoreRefused.class);
        });
        write(sound);
        assertThat(store.open(7, made.kid()).kid()).isEqualTo(made.kid());
    }

    @Test
    void copiesItsFilesAndNothingElseAndOverNone() throws IOException {
        store.findOrMake(8);
        Files.writeString(folder.resolve("notes.txt"), "x");
        Path copy = folder.resolveSibling("copy");
        List<Path> written = KeyStoreFolder.copy(folder, copy);
        assertThat(written).containsExactly(copy.resolve("epoch-000007.key"), copy.resolve("epoch-000008.key"));
        KeyStore copied = new KeyStore(copy, secret.clone());
        assertThat(copied.open(7, made.kid()).kid()).isEqualTo(made.kid());
        assertRefused(() -> KeyStoreFolder.copy(folder, copy), "never overwritten", "choose another path");
        assertThat(written).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void leavesNoCopyBehindWhenAFileIsRefused() throws IOException {
        store.findOrMake(8);
        Path bad = folder.resolve("epoch-000008.key");
        Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("rw-r--r--"));
        Path copy = folder.resolveSibling("copy");
        assertRefused(() -> KeyStoreFolder.copy(folder, copy), "has mode rw-r--r--", "chmod 600 " + bad);
        assertThat(copy).isEmptyDirectory();
        assertRefused(
                () -> KeyStoreFolder.copy(folder.resolveSibling("absent"), copy),
                "is missing",
                "restore it from its backup");
    }

    private void write(byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(ThrowingCallable call, String fault, String fix) {
        assertThatThrownBy(call)
                .isInstanceOf(KeyStoreRefused.class)
                .hasMessageContaining(fault)
                .hasMessageContaining(fix);
    }
}
