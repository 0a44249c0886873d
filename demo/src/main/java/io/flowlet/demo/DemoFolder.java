package io.flowlet.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a demo keeps what outlives it: the database, its secrets, its log. Mode 0700.
 *
 * <p>One process at a time holds it: {@link #take} locks a file whose lock the kernel drops with the process, however that ends.
 */
final class DemoFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path root;

    DemoFolder(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Who holds a folder: the process and what it serves. */
    record Holder(long pid, String url) {}

    /** Makes the folder if there is none. */
    DemoFolder prepare() {
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, OWNER_ONLY);
            Files.createDirectories(secrets());
            Files.setPosixFilePermissions(secrets(), OWNER_ONLY);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return root;
    }

    boolean exists() {
        return Files.isDirectory(root);
    }

    /** Whether a demo made it: somebody may have named his home folder instead. */
    boolean isOurs() {
        return Files.isRegularFile(lockFile()) || isEmptyButForPrograms();
    }

    private boolean isEmptyButForPrograms() {
        try (java.util.stream.Stream<Path> files = Files.list(root)) {
            return files.allMatch(file -> file.equals(binaries()) || file.equals(secrets()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path data() {
        return root.resolve("data");
    }

    Path binaries() {
        return root.resolve("postgres");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path masterKey() {
        return secrets().resolve("master.key");
    }

    Path epochs() {
        return secrets().resolve("epochs");
    }

    Path log() {
        return root.resolve("flowlet.log");
    }

    Path databaseLog() {
        return root.resolve("postgres.log");
    }

    Path settings() {
        return root.resolve("flowlet.yml");
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    private Path lockFile() {
        return root.resolve("demo.lock");
    }

    /** The secret of this name; {@code make} is asked for one the first time. */
    String secret(String name, java.util.function.Supplier<String> make) {
        Path file = secrets().resolve(name);
        try {
            if (!Files.exists(file)) {
                writeSecret(name, make.get());
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The secret of this name, if it was ever written. */
    Optional<String> secret(String name) {
        try {
            return Optional.of(Files.readString(secrets().resolve(name)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole or not at all, mode 0600. */
    void writeSecret(String name, String value) {
        Path file = secrets().resolve(name);
        Path fresh = secrets().resolve(name + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_FILE));
            Files.writeString(fresh, value + "\n");
            Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty while another process holds the folder. */
    Optional<Hold> take() {
        try {
            FileChannel channel = FileChannel.open(
                    lockFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new Hold(channel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process that holds the folder now. */
    Optional<Holder> holder() {
        if (!Files.exists(lockFile())) {
            return Optional.empty();
        }
        Optional<Hold> mine = take();
        if (mine.isPresent()) {
            mine.get().close();
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(lockFile());
            return lines.size() < 2
                    ? Optional.of(new Holder(0, ""))
                    : Optional.of(new Holder(Long.parseLong(lines.get(0)), lines.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the folder and everything in it. */
    void remove() {
        remove(root);
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failed) throws IOException {
                    Files.delete(left);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    /** The folder is this process's until closed. */
    static final class Hold implements AutoCloseable {
        private final FileChannel channel;

        Hold(FileChannel channel) {
            this.channel = channel;
            tell("");
        }

        /** Tells other processes where this one serves. */
        void tell(String url) {
            try {
                channel.truncate(0);
                channel.write(
                        StandardCharsets.UTF_8.encode(ProcessHandle.current().pid() + "\n" + url + "\n"), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
