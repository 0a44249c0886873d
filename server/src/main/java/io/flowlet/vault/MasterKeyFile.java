package io.flowlet.vault;

import io.flowlet.vault.internal.KeyFile;
import io.flowlet.vault.internal.MasterKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The file that holds the master key: one line {@code flk1:<kid>:<base64 of 32 bytes>}, mode 0600 or 0400.
 *
 * <p>{@code kid} is 16 hexadecimal digits derived from the key, so that a file that was altered or cut is told apart from another key.
 * Losing this file loses all personal data; it is backed up apart from the database.
 */
public final class MasterKeyFile {
    static final String MAKE = "make one:  ./flowlet config new-key > /etc/flowlet/master.key";

    private MasterKeyFile() {}

    /**
     * Makes a new key in {@code file} (mode 0600, whole or not at all, on disk when this returns) and never overwrites.
     *
     * @return the new key's id
     * @throws MasterKeyRefused if {@code file} exists or cannot be made
     */
    public static String create(Path file) {
        return KeyFile.create(file);
    }

    /** A new line for such a file, without a line feed; a secret, for a command that prints it once. */
    public static String newLine() {
        byte[] line = MasterKey.newLine();
        try {
            return new String(line, StandardCharsets.US_ASCII);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /**
     * Reads {@code file} and forgets the key again.
     *
     * @return the key's id
     * @throws MasterKeyRefused if {@code file} is, in this order: missing, not a plain file, without POSIX modes, open to others,
     *     unreadable, of another format, or altered
     */
    public static String check(Path file) {
        return KeyFile.read(file).kid();
    }
}
