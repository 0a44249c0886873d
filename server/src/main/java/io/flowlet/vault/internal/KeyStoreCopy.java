package io.flowlet.vault.internal;

import io.flowlet.files.FileRefused;
import io.flowlet.files.PrivateFile;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.KeyStoreRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a folder of epoch keys, file by file as they are: what wraps them is in the database, so there is nothing to open. */
public final class KeyStoreCopy {
    private static final String GLOB = "epoch-*.key";
    private static final int MOST_BYTES = 4096;

    private KeyStoreCopy() {}

    /** As {@link KeyStoreFolder#copy}. */
    public static List<Path> write(Path from, Path to) {
        KeyStore.require(from);
        List<Path> written = new ArrayList<>();
        try {
            List<Path> files = files(from);
            if (files.isEmpty()) {
                return List.of();
            }
            KeyStoreFolder.make(to);
            for (Path file : files) {
                Path copy = to.resolve(file.getFileName());
                if (copied(file, copy)) {
                    written.add(copy);
                }
            }
            return List.copyOf(written);
        } catch (FileRefused e) {
            written.forEach(KeyStoreCopy::remove);
            throw new KeyStoreRefused(e.fault(), e.fix());
        } catch (RuntimeException e) {
            written.forEach(KeyStoreCopy::remove);
            throw e;
        }
    }

    /** False if it is gone: a turn has destroyed it meanwhile, and the copy is better without it. */
    private static boolean copied(Path file, Path copy) {
        byte[] content = new byte[0];
        try {
            content = new PrivateFile("epoch key file", file, "run this again", "restore it from its backup")
                    .read(MOST_BYTES);
            new PrivateFile("epoch key file", copy, "run this again", "choose another folder").create(content);
            return true;
        } catch (FileRefused e) {
            if (Files.notExists(file)) {
                return false;
            }
            throw e;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            var name = folder.getFileSystem().getPathMatcher("glob:" + GLOB);
            return files.filter(file -> name.matches(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static KeyStoreRefused unreadable(Path folder, IOException e) {
        return new KeyStoreRefused(
                "the key store %s cannot be read (%s)"
                        .formatted(folder, e.getClass().getSimpleName()),
                "let the user that runs Flowlet own it");
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new KeyStoreRefused(
                    "the copy %s cannot be removed (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    "remove it by hand");
        }
    }
}
