package io.flowlet.vault.internal;

import io.flowlet.vault.MasterKeyRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Reads and makes the master key file, and says what to do when it cannot. */
public final class KeyFile {
    private static final String RESTORE = "restore it from its backup"
            + " (an installation that holds no data yet may make a new one: ./flowlet config new-key)";
    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions.fromString("r--------");
    private static final Set<PosixFilePermission> READ_WRITE = PosixFilePermissions.fromString("rw-------");
    /** Far more than a line, far less than a file named by mistake could hold. */
    private static final int MOST_BYTES = 4096;

    private KeyFile() {}

    /**
     * Reads the key in {@code file}.
     *
     * @throws MasterKeyRefused as {@link io.flowlet.vault.MasterKeyFile#check}
     */
    public static MasterKey read(Path file) {
        requirePrivate(file);
        byte[] line = bytes(file);
        try {
            return switch (MasterKey.parse(line)) {
                case MasterKey.Parsed.Good good -> good.key();
                case MasterKey.Parsed.NotALine() ->
                    throw new MasterKeyRefused(
                            "the master key file %s does not hold one line flk1:<16 hexadecimal digits>:<base64 of 32 bytes>"
                                    .formatted(file),
                            RESTORE);
                case MasterKey.Parsed.Altered() ->
                    throw new MasterKeyRefused(
                            "the master key file %s was altered: its key is not the one that its id names"
                                    .formatted(file),
                            RESTORE);
            };
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** As {@link io.flowlet.vault.MasterKeyFile#create}. */
    public static String create(Path file) {
        byte[] line = MasterKey.newLine();
        try {
            write(file.toAbsolutePath(), line);
            return MasterKey.kidIn(line);
        } catch (FileAlreadyExistsException e) {
            throw new MasterKeyRefused(file + " exists, and a key is never overwritten", "choose another path");
        } catch (IOException | UnsupportedOperationException e) {
            throw new MasterKeyRefused(
                    "the master key file %s cannot be made (%s)".formatted(file, reason(e)),
                    "choose a folder that this user may write, on a POSIX file system");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
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
        Set<PosixFilePermission> mode = mode(file);
        if (!mode.equals(READ_ONLY) && !mode.equals(READ_WRITE)) {
            throw new MasterKeyRefused(
                    "the master key file %s has mode %s, only 0600 and 0400 keep it from others"
                            .formatted(file, PosixFilePermissions.toString(mode)),
                    "chmod 600 " + file);
        }
    }

    private static Set<PosixFilePermission> mode(Path file) {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (IOException | UnsupportedOperationException e) {
            throw new MasterKeyRefused(
                    "the mode of the master key file %s cannot be read (%s)".formatted(file, reason(e)),
                    "put it on a POSIX file system");
        }
    }

    private static byte[] bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw new MasterKeyRefused(
                    "the master key file %s cannot be read (%s)".formatted(file, reason(e)),
                    "let the user that runs Flowlet own it");
        }
    }

    private static void write(Path file, byte[] line) throws IOException {
        Path folder = file.resolveSibling("");
        Path draft =
                Files.createTempFile(folder, ".master-key", ".draft", PosixFilePermissions.asFileAttribute(READ_WRITE));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                writeAll(channel, line);
                writeAll(channel, new byte[] {'\n'});
                channel.force(true);
            }
            // unlike a move, a link never replaces: the file appears whole, or another one stands there already
            Files.createLink(file, draft);
        } finally {
            Files.delete(draft);
        }
        // a key that vanished with its folder entry would take along whatever it had sealed since
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName();
    }
}
