package io.flowlet.vault.internal;

import io.flowlet.vault.MasterKeyRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The root of all keys, from its file. Shows its id only. */
public final class MasterKey {
    private static final String PREFIX = "flk1:";
    private static final int KID_DIGITS = 16;
    private static final int KEY_AT = PREFIX.length() + KID_DIGITS + 1;
    /** 44 = base64 of 32 bytes. */
    private static final int LINE_BYTES = KEY_AT + 44;

    private static final String RESTORE =
            "restore it from its backup; only an installation that holds no data yet may make another one";
    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions.fromString("r--------");
    private static final Set<PosixFilePermission> READ_WRITE = PosixFilePermissions.fromString("rw-------");

    private final String kid;
    private final SealingKey key;

    private MasterKey(String kid, SealingKey key) {
        this.kid = kid;
        this.key = key;
    }

    /** @throws MasterKeyRefused as {@link io.flowlet.vault.MasterKeyFile#check} */
    public static MasterKey read(Path file) {
        requirePrivate(file);
        byte[] line = new byte[0];
        try {
            line = Files.readAllBytes(file);
            return parse(file, line);
        } catch (IOException e) {
            throw new MasterKeyRefused(
                    "the master key file %s cannot be read (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    "let the user that runs Flowlet own it");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** As {@link io.flowlet.vault.MasterKeyFile#create}. */
    public static String create(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        byte[] line = line();
        try {
            if (folder == null) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Path draft = Files.createTempFile(
                    folder, ".master-key", ".draft", PosixFilePermissions.asFileAttribute(READ_WRITE));
            try {
                writeToDisk(draft, line);
                // unlike a move, a link never replaces: the file appears whole, or another one stands there already
                Files.createLink(file, draft);
            } finally {
                Files.delete(draft);
            }
            syncFolder(folder);
            return new String(line, PREFIX.length(), KID_DIGITS, StandardCharsets.US_ASCII);
        } catch (FileAlreadyExistsException e) {
            throw new MasterKeyRefused(file + " exists and is never overwritten", "choose another path");
        } catch (IOException | UnsupportedOperationException e) {
            throw new MasterKeyRefused(
                    "%s cannot be made (%s)".formatted(file, e.getClass().getSimpleName()),
                    "choose a folder on a POSIX file system that this user may write");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** As {@link io.flowlet.vault.MasterKeyFile#newLine}. */
    public static String newLine() {
        byte[] line = line();
        try {
            return new String(line, 0, LINE_BYTES, StandardCharsets.US_ASCII);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    public String kid() {
        return kid;
    }

    SealingKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "MasterKey[" + kid + "]";
    }

    private static void requirePrivate(Path file) {
        if (!Files.exists(file)) {
            throw new MasterKeyRefused(
                    "the master key file %s is missing".formatted(file),
                    "make one: (umask 077; ./flowlet config new-key > %s)".formatted(file));
        }
        if (!Files.isRegularFile(file)) {
            throw new MasterKeyRefused("the master key file %s is not a plain file".formatted(file), RESTORE);
        }
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException e) {
            throw new MasterKeyRefused(
                    "the mode of the master key file %s cannot be read".formatted(file),
                    "put it on a POSIX file system");
        }
        if (!mode.equals(READ_ONLY) && !mode.equals(READ_WRITE)) {
            throw new MasterKeyRefused(
                    "the master key file %s has mode %s, 0600 or 0400 is needed"
                            .formatted(file, PosixFilePermissions.toString(mode)),
                    "chmod 600 " + file);
        }
    }

    private static MasterKey parse(Path file, byte[] content) {
        int length = content.length > 0 && content[content.length - 1] == '\n' ? content.length - 1 : content.length;
        byte[] key = new byte[0];
        try {
            if (length != LINE_BYTES
                    || !ascii(content, 0, PREFIX.length()).equals(PREFIX)
                    || content[KEY_AT - 1] != ':') {
                throw refusedFormat(file);
            }
            byte[] encoded = Arrays.copyOfRange(content, KEY_AT, length);
            try {
                key = Base64.getDecoder().decode(encoded);
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
            if (key.length != SealingKey.KEY_BYTES) {
                throw refusedFormat(file);
            }
            String kid = HexFormat.of().formatHex(kidOf(key));
            if (!kid.equals(ascii(content, PREFIX.length(), KEY_AT - 1))) {
                throw new MasterKeyRefused(
                        "the master key file %s was altered: its key is not the one that its id names".formatted(file),
                        RESTORE);
            }
            return new MasterKey(kid, SealingKey.of(HexFormat.fromHexDigits(kid, 0, 8), key));
        } catch (IllegalArgumentException e) {
            throw refusedFormat(file);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static MasterKeyRefused refusedFormat(Path file) {
        return new MasterKeyRefused(
                "the master key file %s does not hold one line flk1:<16 hexadecimal digits>:<base64 of 32 bytes>"
                        .formatted(file),
                RESTORE + " (./flowlet config new-key)");
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** A whole new line with its line feed, the caller's to wipe. */
    private static byte[] line() {
        byte[] key = SealingKey.newBytes();
        byte[] encoded = Base64.getEncoder().encode(key);
        String head = PREFIX + HexFormat.of().formatHex(kidOf(key)) + ":";
        Arrays.fill(key, (byte) 0);
        byte[] line = ByteBuffer.allocate(LINE_BYTES + 1)
                .put(head.getBytes(StandardCharsets.US_ASCII))
                .put(encoded)
                .put((byte) '\n')
                .array();
        Arrays.fill(encoded, (byte) 0);
        return line;
    }

    private static byte[] kidOf(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal("flowlet/master-key/kid/1".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest, KID_DIGITS / 2);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static void writeToDisk(Path draft, byte[] line) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** A key that vanished with its folder entry would take along whatever it had sealed since. */
    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
