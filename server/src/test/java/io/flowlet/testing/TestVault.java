package io.flowlet.testing;

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
        register(context, new VaultSettings(masterKeyFile, RootSettings.FILE, 10_000, Duration.ofMinutes(5)));
    }

    /** The same with settings of the caller's own. */
    public static void register(AnnotationConfigApplicationContext context, VaultSettings settings) {
        context.registerBean(VaultSettings.class, () -> settings);
        context.scan("io.flowlet.vault");
    }

    /** A master key in a temporary folder of its own. */
    public static Path newMasterKeyFile() {
        try {
            Path file = Files.createTempDirectory("flowlet-test-vault").resolve("master.key");
            MasterKeyFile.create(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
