package io.flowlet.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of keys, which only its owner may touch: mode 0600 or 0400.
 *
 * @param what what it is, for messages: {@code master key file}
 * @param path where it is
 * @param make how to make the one that is missing
 * @param restore what to do about one that is something else
 */
public record PrivateFile(String what, Path path, String make, String restore) {
    private static final Set<PosixFilePermission> READ_ONLY = PosixFilePermissions.fromString("r--------");
    private static final Set<PosixFilePermission> READ_WRITE = PosixFilePermissions.fromString("rw-------");

    /**
     * Whether others than its owner and group may do anything with {@code file}, or the group more than read it: a mounted secret may be its
     * group's. Of no file system without modes.
     */
    public static boolean isOpenToOthers(Path file) throws IOException {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            return mode.stream()
                    .anyMatch(each -> each.name().startsWith("OTHERS_")
                            || each == PosixFilePermission.GROUP_WRITE
                            || each == PosixFilePermission.GROUP_EXECUTE);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Its first {@code most} bytes; secret, the caller's to wipe.
     *
     * @throws FileRefused if it is, in this order: missing, not a plain file, without POSIX modes, open to others, unreadable
     */
    public byte[] read(int most) {
        requirePrivate();
        try (var in = Files.newInputStream(path)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new FileRefused(
                    "the %s %s cannot be read (%s)".formatted(what, path, reason(e)),
                    "let the user that runs Flowlet own it");
        }
    }

    /**
     * Makes it, mode 0600, whole or not at all and on disk when this returns; never overwrites.
     *
     * @throws FileRefused if it exists or cannot be made
     */
    public void create(byte[] content) {
        try {
            WholeFile.create(path.toAbsolutePath(), content, READ_WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new FileRefused(path + " exists, and a key is never overwritten", "choose another path");
        } catch (IOException | UnsupportedOperationException e) {
            throw new FileRefused(
                    "the %s %s cannot be made (%s)".formatted(what, path, reason(e)),
                    "choose a folder that this user may write, on a POSIX file system");
        }
    }

    /**
     * Overwrites it, removes it and has the folder's entry gone from the disk too; one that is not there is no fault.
     *
     * <p>A file system that writes elsewhere, or a disk that remaps its blocks, may keep the old ones: what the file held should be of no use
     * alone.
     *
     * @throws FileRefused if it cannot be
     */
    public void destroy() {
        try {
            WholeFile.destroy(path.toAbsolutePath());
        } catch (IOException e) {
            throw new FileRefused(
                    "the %s %s cannot be destroyed (%s)".formatted(what, path, reason(e)),
                    "let the user that runs Flowlet own it and its folder");
        }
    }

    private void requirePrivate() {
        if (!Files.exists(path)) {
            throw new FileRefused("the %s %s is missing".formatted(what, path), make);
        }
        if (!Files.isRegularFile(path)) {
            throw new FileRefused("the %s %s is not a plain file".formatted(what, path), restore);
        }
        Set<PosixFilePermission> mode = mode();
        if (!mode.equals(READ_ONLY) && !mode.equals(READ_WRITE)) {
            throw new FileRefused(
                    "the %s %s has mode %s, only 0600 and 0400 keep it from others"
                            .formatted(what, path, PosixFilePermissions.toString(mode)),
                    "chmod 600 " + path);
        }
    }

    private Set<PosixFilePermission> mode() {
        try {
            return Files.getPosixFilePermissions(path);
        } catch (IOException | UnsupportedOperationException e) {
            throw new FileRefused(
                    "the mode of the %s %s cannot be read (%s)".formatted(what, path, reason(e)),
                    "put it on a POSIX file system");
        }
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName();
    }
}
