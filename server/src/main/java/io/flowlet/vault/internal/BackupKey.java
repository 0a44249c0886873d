package io.flowlet.vault.internal;

import io.flowlet.files.FileRefused;
import io.flowlet.files.PrivateFile;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.RootProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Copies of root keys that are ours to copy. */
public final class BackupKey {
    private BackupKey() {}

    /** As {@link io.flowlet.vault.RootBackup#write}. */
    public static List<Path> write(List<RootSource> sources, Path folder) {
        List<Path> written = new ArrayList<>();
        try {
            for (RootSource source : sources) {
                if (isOurs(source)) {
                    byte[] line = line(source);
                    Path file = folder.resolve("root-%s.key".formatted(MasterKey.kidIn(line)));
                    try {
                        KeyFile.write(file, line);
                        written.add(file);
                    } finally {
                        Arrays.fill(line, (byte) 0);
                    }
                    KeyFile.read(file);
                }
            }
            return List.copyOf(written);
        } catch (RuntimeException e) {
            written.forEach(BackupKey::remove);
            throw e;
        }
    }

    /** As {@link io.flowlet.vault.RootBackup#open}. */
    public static String open(List<Path> files, DataSource database) {
        MasterKey key = read(files);
        PlatformKeyRow canary = PlatformKeyRow.find(new JdbcTemplate(database), PlatformKeyRow.CANARY)
                .orElseThrow(() -> new MasterKeyRefused(
                        "this database has no canary: nothing was ever sealed in it",
                        "name the database that holds data"));
        if (!canary.kid().equals(key.kid())) {
            throw new MasterKeyRefused(
                    "the backup holds root key %s, this database was sealed with %s".formatted(key.kid(), canary.kid()),
                    "look for the backup of " + canary.kid() + ", or back that one up now");
        }
        try {
            Arrays.fill(key.unwrap(canary.wrapped(), canary.associatedData(canary.kid())), (byte) 0);
            return key.kid();
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(canary.name());
        }
    }

    /** The line of a root key that is ours to copy, without a line feed; the caller's to wipe. */
    public static byte[] line(RootSource source) {
        return switch (source.provider()) {
            case FILE -> KeyFile.line(Path.of(source.where()));
            case ENVIRONMENT -> {
                source.open();
                yield System.getenv().getOrDefault(source.where(), "").strip().getBytes(StandardCharsets.US_ASCII);
            }
            case PKCS11, SERVICE ->
                throw new MasterKeyRefused(
                        "the root key %s cannot leave who keeps it".formatted(source.where()),
                        "back up the token or the service by its own means");
        };
    }

    private static boolean isOurs(RootSource source) {
        return source.provider() == RootProvider.FILE || source.provider() == RootProvider.ENVIRONMENT;
    }

    private static MasterKey read(List<Path> files) {
        Path first = files.getFirst();
        if (files.size() == 1 && !isShare(first)) {
            return KeyFile.read(first);
        }
        byte[] line = ShareFiles.joined(files);
        try {
            return KeyFile.parsed("what the shares give", line);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** One share alone is told that it is one. */
    private static boolean isShare(Path file) {
        try {
            byte[] head = new PrivateFile(
                            "backup of the root key",
                            file,
                            "name the file that holds it",
                            "name the file that holds it")
                    .read(RootShare.PREFIX.length());
            return new String(head, StandardCharsets.ISO_8859_1).equals(RootShare.PREFIX);
        } catch (FileRefused e) {
            throw new MasterKeyRefused(e.fault(), e.fix());
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
