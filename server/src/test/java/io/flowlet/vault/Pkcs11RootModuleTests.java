package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flowlet.actor.Purpose;
import io.flowlet.actor.TenantId;
import io.flowlet.database.DatabaseRole;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A root key in a PKCS #11 token; a skipped test makes CI fail, which installs {@code softhsm2}. */
class Pkcs11RootModuleTests {
    private static final Place PLACE = new Place("a.b", "c", new UUID(7, 7));

    private final TestDatabase database = TestDatabase.create();
    private final Path keyStore = TestVault.keyStore(TestVault.newMasterKeyFile());
    private final JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());

    @BeforeEach
    void needsSoftHsm() {
        assumeTrue(
                SoftToken.isInstalled(),
                "no SoftHSM at " + SoftToken.LIBRARY
                        + ": root keys in tokens are not tested; apt-get install softhsm2");
    }

    @Test
    void wrapsAndOpensInsideTheTokenWithTheSameIdAfterEachStart() throws Exception {
        SoftToken token = SoftToken.make();
        token.makeKey("root-1", 256, false);
        byte[] sealed;
        try (VaultInstance first = instance(token.settings("root-1"))) {
            sealed = first.vault().encryptText(subject(1), PLACE, "kept");
        }
        try (VaultInstance second = instance(token.settings("root-1"))) {
            assertThat(second.vault().decryptText(subject(1), PLACE, sealed)).isEqualTo("kept");
            assertThat(second.counter("flowlet.vault.keys.made", "kind", "platform"))
                    .isZero();
        }
        assertThat(superuser.queryForList("""
                select distinct master_kid from vault.platform_key
                """, String.class))
                .singleElement()
                .satisfies(kid -> assertThat(kid).matches("[0-9a-f]{16}"));
    }

    @Test
    void manyThreadsWrapAtOnce() throws Exception {
        SoftToken token = SoftToken.make();
        token.makeKey("root-1", 256, false);
        try (VaultInstance instance = instance(token.settings("root-1"));
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<byte[]>> calls = IntStream.rangeClosed(1, 200)
                    .<Callable<byte[]>>mapToObj(
                            tenant -> () -> instance.vault().encryptText(subject(tenant), PLACE, "x"))
                    .toList();
            for (Future<byte[]> sealed : threads.invokeAll(calls)) {
                assertThat(sealed.get()).isNotEmpty();
            }
        }
    }

    @Test
    void refusesAnotherKeyAndABitThatWasAltered() throws Exception {
        SoftToken token = SoftToken.make();
        token.makeKey("root-1", 256, false);
        token.makeKey("root-2", 256, false);
        instance(token.settings("root-1")).close();
        assertRefused(token.settings("root-2"), "was sealed with root key");
        superuser.update("update vault.platform_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
                + " where use = 'canary'");
        assertThatThrownBy(() -> instance(token.settings("root-1")))
                .rootCause()
                .isInstanceOf(DamagedKey.class)
                .hasMessageContaining("canary, version 1");
        superuser.update("update vault.platform_key set wrapped = substr(wrapped, 1, 20) where use = 'canary'");
        assertThatThrownBy(() -> instance(token.settings("root-1"))).rootCause().isInstanceOf(DamagedKey.class);
    }

    @Test
    void refusesAKeyThatCanLeaveTheTokenOrIsTooShort() throws Exception {
        SoftToken token = SoftToken.make();
        token.makeKey("loose", 256, true);
        token.makeKey("short", 128, false);
        assertRefused(token.settings("loose"), "the key loose in slot", "can leave the token", "CKA_SENSITIVE");
        assertRefused(token.settings("short"), "is no AES key of 256 bits", "--key-type AES:32");
        assertRefused(token.settings("absent"), "there is no key absent in slot", "flowlet.vault.root.pkcs11.key");
    }

    @Test
    void refusesAWrongPinWithoutShowingIt() throws Exception {
        SoftToken token = SoftToken.make();
        Pkcs11Settings wrong =
                new Pkcs11Settings(SoftToken.LIBRARY, token.slot, token.pinFile("wrong-pin-9"), "root-1");
        assertThatThrownBy(() -> instance(wrong))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .hasMessageContaining("does not let this server in (CKR_PIN_INCORRECT)")
                .hasMessageContaining("correct the PIN in")
                .hasMessageNotContaining("wrong-pin-9");
    }

    @Test
    void refusesAPinFileThatOthersMayReadOrThatIsEmptyOrMissing() throws Exception {
        SoftToken token = SoftToken.make();
        Path open = Files.setPosixFilePermissions(
                token.pinFile(SoftToken.PIN), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(withPin(token, open), "PIN file " + open + " has mode rw-r--r--", "chmod 600");
        assertRefused(withPin(token, token.pinFile("")), "is empty");
        assertRefused(withPin(token, Path.of("/nowhere/pin")), "PIN file /nowhere/pin is missing", "umask 077");
    }

    @Test
    void refusesALibraryThatIsMissingOrNoneAndASlotWithoutAToken() throws Exception {
        SoftToken token = SoftToken.make();
        Path pin = token.pinFile(SoftToken.PIN);
        assertRefused(
                new Pkcs11Settings(Path.of("/nowhere/lib.so"), token.slot, pin, "root-1"),
                "module /nowhere/lib.so is missing",
                "flowlet.vault.root.pkcs11.library");
        assertRefused(
                new Pkcs11Settings(pin, token.slot, pin, "root-1"),
                "cannot be used as a PKCS #11 module",
                "shared library");
        assertRefused(
                new Pkcs11Settings(SoftToken.LIBRARY, 999_999, pin, "root-1"),
                "there is no token in slot 999999",
                "--list-slots");
    }

    @Test
    void anInstallationMovesFromAFileIntoATokenAndFromOneOfItsKeysToTheNext() throws Exception {
        SoftToken token = SoftToken.make();
        token.makeKey("root-1", 256, false);
        token.makeKey("root-2", 256, false);
        Path file = TestVault.newMasterKeyFile();
        byte[] sealed;
        try (VaultInstance before = new VaultInstance(database.as(DatabaseRole.APP), onFile(file), Clock.systemUTC())) {
            sealed = before.vault().encryptText(subject(1), PLACE, "kept");
        }
        rotate(new RootSettings(
                RootProvider.PKCS11,
                token.settings("root-1"),
                RootServiceSettings.NONE,
                new FormerRootSettings(RootProvider.FILE, file, Pkcs11Settings.NONE, RootServiceSettings.NONE)));
        rotate(new RootSettings(
                RootProvider.PKCS11,
                token.settings("root-2"),
                RootServiceSettings.NONE,
                new FormerRootSettings(
                        RootProvider.PKCS11,
                        null,
                        new Pkcs11Settings(null, null, null, "root-1"),
                        RootServiceSettings.NONE)));
        try (VaultInstance after = instance(token.settings("root-2"))) {
            assertThat(after.vault().decryptText(subject(1), PLACE, sealed)).isEqualTo("kept");
        }
        assertRefused(token.settings("root-1"), "was sealed with root key");
    }

    private void rotate(RootSettings root) {
        VaultSettings settings =
                new VaultSettings(null, root, keyStore, 100, Duration.ofMinutes(5), Duration.ofHours(24));
        try (VaultInstance owner = new VaultInstance(database.as(DatabaseRole.OWNER), settings, Clock.systemUTC())) {
            assertThat(owner.bean(RootRotation.class).run(new QuietRotation()).damaged())
                    .isEmpty();
        }
    }

    private VaultSettings onFile(Path file) {
        return new VaultSettings(file, RootSettings.FILE, keyStore, 100, Duration.ofMinutes(5), Duration.ofHours(24));
    }

    private void assertRefused(Pkcs11Settings token, String... told) {
        assertThatThrownBy(() -> instance(token))
                .rootCause()
                .isInstanceOf(MasterKeyRefused.class)
                .message()
                .contains(told)
                .doesNotContain(SoftToken.PIN);
        VaultSettings settings = settings(token);
        assertThat(RootKeyCheck.faults(settings).size() + refusedByDatabase(settings))
                .isOne();
    }

    /** A key that can be used, but is another one than the database's, is found by its canary only. */
    private int refusedByDatabase(VaultSettings settings) {
        try {
            RootKeyCheck.states(settings, database.as(DatabaseRole.APP));
            return 0;
        } catch (MasterKeyRefused e) {
            return RootKeyCheck.faults(settings).isEmpty() ? 1 : 0;
        }
    }

    private VaultInstance instance(Pkcs11Settings token) {
        return new VaultInstance(database.as(DatabaseRole.APP), settings(token), Clock.systemUTC());
    }

    private VaultSettings settings(Pkcs11Settings token) {
        return new VaultSettings(
                null,
                new RootSettings(RootProvider.PKCS11, token, RootServiceSettings.NONE, FormerRootSettings.NONE),
                keyStore,
                100,
                Duration.ofMinutes(5),
                Duration.ofHours(24));
    }

    private static Pkcs11Settings withPin(SoftToken token, Path pin) throws IOException {
        return new Pkcs11Settings(SoftToken.LIBRARY, token.slot, pin, "root-1");
    }

    private static Subject subject(int tenant) {
        return new Subject(new TenantId(tenant), new UUID(1, 1), Purpose.SERVICE);
    }
}
