package io.flowlet.bench;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * A PostgreSQL of the machine's own packages, as its users run it: the embedded one is compiled for size.
 *
 * @param folder with {@code bin} and {@code lib}
 */
record InstalledPostgres(Path folder) implements PgBinaryResolver {
    static final int OLDEST = 15;

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** Folders of versions that Debian's packages have put aside, the newest first. */
    static List<Path> folders() {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.filter(version -> version.getFileName().toString().matches("[0-9]{1,3}"))
                    .sorted(Comparator.comparingInt(InstalledPostgres::version).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest, if one is new enough for the product. */
    static Optional<InstalledPostgres> newest() {
        return folders().stream()
                .filter(version -> version(version) >= OLDEST)
                .filter(version -> Files.isExecutable(version.resolve("bin/initdb")))
                .map(InstalledPostgres::new)
                .findFirst();
    }

    private static int version(Path folder) {
        return Integer.parseInt(folder.getFileName().toString());
    }

    /** An archive of two links, for a launcher that only knows archives. The same bytes each time. */
    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream archive =
                new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(0)))) {
            for (String part : List.of("bin", "lib")) {
                TarArchiveEntry link = new TarArchiveEntry(part, TarConstants.LF_SYMLINK);
                link.setLinkName(folder.resolve(part).toString());
                link.setModTime(0);
                archive.putArchiveEntry(link);
                archive.closeArchiveEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
