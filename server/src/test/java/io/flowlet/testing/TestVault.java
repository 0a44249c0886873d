package io.flowlet.testing;

import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.RootSettings;
import io.flowlet.vault.VaultSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The vault for contexts that tests put together by hand. */
public final class TestVault {
    private TestVault() {}

    /**
     * Adds the vault's beans to {@code context}, which must hold a {@code DataSource}, its {@code JdbcTemplate} and transaction manager,
     * {@code Transactions}, a {@code Clock} and a {@code MeterRegistry}.
     */
    public static void register(AnnotationConfigApplicationContext context, Path masterKeyFile) {
        register(context, settings(masterKeyFile, Duration.ofHours(24)));
    }

    /** The same with settings of the caller's own. */
    public static void register(AnnotationConfigApplicationContext context, VaultSettings settings) {
        context.registerBean(VaultSettings.class, () -> settings);
        context.scan("io.flowlet.vault");
    }

    /** With the key store beside the master key. */
    public static VaultSettings settings(Path masterKeyFile, Duration epoch) {
        return new VaultSettings(
                masterKeyFile, RootSettings.FILE, keyStore(masterKeyFile), 10_000, Duration.ofMinutes(5), epoch);
    }

    /** The key store beside the master key, made where there is none. */
    public static Path keyStore(Path masterKeyFile) {
        return KeyStoreFolder.make(masterKeyFile.resolveSibling("epochs"));
    }

    /** A master key in a temporary folder of its own. */
    public static Path newMasterKeyFile() {
        try {
            Path file = Files.createTempDirectory("flowlet-test-vault").resolve("master.key");
            MasterKeyFile.create(file);
            keyStore(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
