package io.flowlet.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A folder of keys, which only its owner may enter: mode 0700.
 *
 * @param what what it is, for messages: {@code key store}
 * @param path where it is
 * @param restore what to do about one that is missing or something else
 */
public record PrivateFolder(String what, Path path, String restore) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** @throws FileRefused if it is, in this order: missing, not a folder, without POSIX modes, open to others */
    public void require() {
        if (!Files.exists(path)) {
            throw new FileRefused("the %s %s is missing".formatted(what, path), restore);
        }
        if (!Files.isDirectory(path)) {
            throw new FileRefused("the %s %s is not a folder".formatted(what, path), restore);
        }
        Set<PosixFilePermission> mode = mode();
        if (!mode.equals(OWNER_ONLY)) {
            throw new FileRefused(
                    "the %s %s has mode %s, only 0700 keeps it from others"
                            .formatted(what, path, PosixFilePermissions.toString(mode)),
                    "chmod 700 " + path);
        }
    }

    private Set<PosixFilePermission> mode() {
        try {
            return Files.getPosixFilePermissions(path);
        } catch (IOException | UnsupportedOperationException e) {
            throw new FileRefused(
                    "the mode of the %s %s cannot be read (%s)"
                            .formatted(what, path, e.getClass().getSimpleName()),
                    "put it on a POSIX file system");
        }
    }
}
