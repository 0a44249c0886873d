package io.flowlet.vault;

import io.flowlet.vault.internal.KeyStore;
import io.flowlet.vault.internal.KeyStoreCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The folder of epoch keys: mode 0700, apart from the database, shared by all instances.
 *
 * <p>What lies in it is worth nothing without the master key, and the database's keys are worth nothing without it.
 */
public final class KeyStoreFolder {
    private KeyStoreFolder() {}

    /**
     * Makes {@code folder}, mode 0700, where there is none; one that is there is left as it is.
     *
     * @throws KeyStoreRefused if it cannot be made, or as {@link #check}
     */
    public static Path make(Path folder) {
        if (!Files.exists(folder)) {
            try {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (IOException | UnsupportedOperationException e) {
                throw new KeyStoreRefused(
                        "the key store %s cannot be made (%s)"
                                .formatted(folder, e.getClass().getSimpleName()),
                        "choose a folder that this user may write, on a POSIX file system");
            }
        }
        check(folder);
        return folder;
    }

    /**
     * Copies the epoch keys in {@code keyStore} into the folder {@code copy}, made where there is none.
     *
     * <p>A copy opens what was erased since, together with an older copy of the database: destroy it when there is a newer one. One made during
     * a turn may lack the newest key; {@link KeyChain#checkBackup} tells.
     *
     * @return the new files, mode 0600; none if no server has been started yet
     * @throws KeyStoreRefused if either folder is refused as by {@link #check}, or a file cannot be read, is there already or cannot be made;
     *     then no copy is left
     */
    public static List<Path> copy(Path keyStore, Path copy) {
        return KeyStoreCopy.write(keyStore, copy);
    }

    /** @throws KeyStoreRefused if {@code folder} is, in this order: missing, not a folder, without POSIX modes, open to others */
    public static void check(Path folder) {
        KeyStore.require(folder);
    }
}
