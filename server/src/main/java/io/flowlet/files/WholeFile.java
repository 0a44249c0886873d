package io.flowlet.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.Set;

/** Writes files so that a reader, also after a crash, finds all of the new content or none of it. */
public final class WholeFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private WholeFile() {}

    /**
     * A new file, on disk when this returns.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one already, which stays as it was
     */
    static void create(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        Path draft = draft(file, content);
        try {
            Files.setPosixFilePermissions(draft, mode);
            // unlike a move, a link never replaces: the file appears whole, or another one stands there already
            Files.createLink(file, draft);
        } finally {
            Files.delete(draft);
        }
        // a key that vanished with its folder entry would take along whatever it had sealed since
        force(file.resolveSibling(""));
    }

    /** Overwrites {@code file} with random bytes and removes it, both on disk when this returns; nothing where there is none. */
    static void destroy(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
            byte[] noise = new byte[Math.toIntExact(Files.size(file))];
            new SecureRandom().nextBytes(noise);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                write(channel, noise);
            }
            Files.delete(file);
        }
        force(file.resolveSibling(""));
    }

    /**
     * Puts {@code after} in the place of {@code before}, with the same owner, group and mode; on disk when this returns. A symbolic link
     * stays one: the file that it names is replaced.
     *
     * @throws ConcurrentModificationException if the file holds something else than {@code before}; it stays as it was
     * @throws IOException if it cannot be written, or not for its owner; it stays as it was
     */
    public static void replace(Path file, byte[] before, byte[] after) throws IOException {
        Path real = file.toRealPath();
        PosixFileAttributes meant = Files.readAttributes(real, PosixFileAttributes.class);
        Path draft = draft(real, after);
        try {
            PosixFileAttributeView made = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
            PosixFileAttributes own = made.readAttributes();
            if (!own.owner().equals(meant.owner())) {
                made.setOwner(meant.owner());
            }
            if (!own.group().equals(meant.group())) {
                made.setGroup(meant.group());
            }
            made.setPermissions(meant.permissions());
            if (!Arrays.equals(Files.readAllBytes(real), before)) {
                throw new ConcurrentModificationException(file + " was changed by somebody else meanwhile");
            }
            Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        force(real.resolveSibling(""));
    }

    /** Beside {@code file}, so that a move to it is one step; nobody else may read it yet. */
    private static Path draft(Path file, byte[] content) throws IOException {
        Path draft = Files.createTempFile(
                file.resolveSibling(""),
                "." + file.getFileName(),
                ".draft",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            write(channel, content);
            return draft;
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
    }

    private static void write(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        channel.force(true);
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
