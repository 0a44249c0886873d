package io.flowlet.vault;

import io.flowlet.vault.internal.BackupKey;
import io.flowlet.vault.internal.RootSource;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;

/** Copies of the root key that are kept apart from the database: made, and tried out without being installed. */
public final class RootBackup {
    private RootBackup() {}

    /**
     * Copies each root key of the settings that is ours to copy into {@code folder} and reads it back.
     *
     * @return the new files, {@code root-<kid>.key}, mode 0600; a token's or a service's key is left out
     * @throws MasterKeyRefused if a key cannot be read, or a file is there already or cannot be made; then no copy is left in the folder
     */
    public static List<Path> write(VaultSettings settings, Path folder) {
        return BackupKey.write(RootSource.of(settings, System.getenv()), folder);
    }

    /**
     * Opens the canary of {@code database} with the key in {@code files} and forgets it again; changes nothing.
     *
     * @param files one master key file, or two or three shares
     * @return the key's id
     * @throws MasterKeyRefused if no key can be read from {@code files}, the database was sealed with another one, or it has no canary
     * @throws DamagedKey if the canary was altered
     */
    public static String open(List<Path> files, DataSource database) {
        return BackupKey.open(files, database);
    }

    static byte[] line(VaultSettings settings) {
        return BackupKey.line(RootSource.of(settings, System.getenv()).getFirst());
    }
}
