package io.flowlet.vault.internal;

import io.flowlet.files.FileRefused;
import io.flowlet.files.PrivateFile;
import io.flowlet.files.PrivateFolder;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.KeyStoreRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of epoch keys, apart from the database: a file {@code epoch-<number>.key} each, one line
 * {@code fle1:<number>:<kid>:<base64>} with the key wrapped by a key of the installation, which a root key wraps in the database: so a new root
 * key changes no file here. Holds no state; thread-safe.
 */
public final class KeyStore {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** The key of the installation that wraps epoch keys. */
    static final String USE = "wrap:epoch-key";

    private static final int SEALING_ID = 1;
    private static final int KID_BYTES = 8;
    /** Far more than a line, far less than a file named by mistake could hold. */
    private static final int MOST_BYTES = 4096;

    private static final Pattern LINE = Pattern.compile("fle1:([1-9][0-9]{0,9}):([0-9a-f]{16}):([A-Za-z0-9+/]+=*)\n?");
    private static final String RESTORE = "restore the key store from its backup; its epoch must be the database's";

    private final Path folder;
    private final SealingKey sealing;

    /** @param secret the 32 bytes of the installation's {@link #USE}, wiped here */
    KeyStore(Path folder, byte[] secret) {
        this.folder = folder;
        this.sealing = SealingKey.of(SEALING_ID, secret);
        Arrays.fill(secret, (byte) 0);
    }

    /** @throws KeyStoreRefused if the folder is, in this order: missing, not a folder, without POSIX modes, open to others */
    public static void require(Path folder) {
        try {
            new PrivateFolder(
                            "key store",
                            folder,
                            "restore it from its backup (an installation that holds no data yet may make it: mkdir -m 700 %s)"
                                    .formatted(folder))
                    .require();
        } catch (FileRefused e) {
            throw new KeyStoreRefused(e.fault(), e.fix());
        }
    }

    /**
     * Opens the key of the epoch {@code number}.
     *
     * @param kid the key that the database names
     * @throws KeyStoreRefused if, in this order: the folder is refused; the file is missing, not a plain file, open to others, unreadable, of
     *     another format, of another epoch, altered or of another installation, or not the key {@code kid}
     */
    EpochKey open(int number, String kid) {
        EpochKey key = read(number);
        if (!key.kid().equals(kid)) {
            throw new KeyStoreRefused(
                    "the epoch key file %s holds key %s, epoch %d of this database has %s: it is of another installation"
                            .formatted(file(number), key.kid(), number, kid),
                    RESTORE);
        }
        return key;
    }

    /** The key of {@code number} that is there, or a new one; on disk when this returns. */
    EpochKey findOrMake(int number) {
        require(folder);
        if (!holds(number)) {
            make(number);
        }
        return read(number);
    }

    /** Whether there is a file for {@code number}, sound or not. */
    boolean holds(int number) {
        return Files.exists(file(number), LinkOption.NOFOLLOW_LINKS);
    }

    /** Destroys the key of {@code number}, so that nothing it wraps is ever opened again; none is no fault. */
    void destroy(int number) {
        try {
            at(number).destroy();
        } catch (FileRefused e) {
            throw new KeyStoreRefused(e.fault(), e.fix());
        }
    }

    private void make(int number) {
        byte[] kidBytes = new byte[KID_BYTES];
        RANDOM.nextBytes(kidBytes);
        String kid = HexFormat.of().formatHex(kidBytes);
        byte[] key = SealingKey.newBytes();
        byte[] wrapped = sealing.seal(key, AssociatedData.epochKey(number, kid));
        Arrays.fill(key, (byte) 0);
        String line =
                "fle1:%d:%s:%s\n".formatted(number, kid, Base64.getEncoder().encodeToString(wrapped));
        try {
            at(number).create(line.getBytes(StandardCharsets.US_ASCII));
        } catch (FileRefused e) {
            if (!holds(number)) { // else another instance was faster, and its key is the one that counts
                throw new KeyStoreRefused(e.fault(), e.fix());
            }
        }
    }

    private EpochKey read(int number) {
        require(folder);
        Matcher line = LINE.matcher(content(number));
        if (!line.matches()) {
            throw new KeyStoreRefused(
                    "the epoch key file %s does not hold one line fle1:<number>:<kid>:<base64>".formatted(file(number)),
                    RESTORE);
        }
        String kid = line.group(2);
        if (!line.group(1).equals(Integer.toString(number))) {
            throw new KeyStoreRefused(
                    "the epoch key file %s is of epoch %s".formatted(file(number), line.group(1)), RESTORE);
        }
        try {
            SealingKey key = sealing.unwrap(
                    number,
                    Base64.getDecoder().decode(line.group(3)),
                    AssociatedData.epochKey(number, kid),
                    "epoch " + number);
            return new EpochKey(number, kid, key);
        } catch (DamagedKey | IllegalArgumentException e) {
            throw new KeyStoreRefused(
                    "the epoch key file %s was altered, or is of another installation: it does not open"
                            .formatted(file(number)),
                    RESTORE);
        }
    }

    private String content(int number) {
        try {
            return new String(at(number).read(MOST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (FileRefused e) {
            throw new KeyStoreRefused(e.fault(), e.fix());
        }
    }

    private PrivateFile at(int number) {
        return new PrivateFile("epoch key file", file(number), RESTORE, RESTORE);
    }

    private Path file(int number) {
        return folder.resolve("epoch-%06d.key".formatted(number));
    }
}
