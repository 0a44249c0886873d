package io.flowlet.vault;

import io.flowlet.vault.internal.ShareFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * A root key as three shares, two of which give it back: no single person, safe or backup holds the key.
 *
 * <p>One share alone tells nothing about the key (Shamir's scheme over GF(256)). Files have mode 0600 and are never overwritten.
 */
public final class RootShares {
    private RootShares() {}

    /**
     * Writes three shares of the key in the settings into {@code folder}, reads them back, and joins each two of them.
     *
     * @return their files, {@code root-<kid>-share-<number>-of-3}
     * @throws MasterKeyRefused if, in this order: the key cannot be read; a token or service keeps it; a file is there already or cannot be
     *     made; then no share is left in the folder
     */
    public static List<Path> split(VaultSettings settings, Path folder) {
        return ShareFiles.split(RootBackup.line(settings), folder);
    }

    /**
     * Joins two shares and writes the key into the new master key file {@code to}.
     *
     * @return the key's id
     * @throws MasterKeyRefused if, in this order: there are fewer than two; a file cannot be read, holds no share, or an altered one; they
     *     are of two root keys, or of two splittings; one is given twice; the key is not the one whose id they bear; {@code to} is there
     *     already or cannot be made; then nothing was written
     */
    public static String join(List<Path> shares, Path to) {
        return ShareFiles.join(shares, to);
    }
}
