package io.flowlet.sdk.audit;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Malformed;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.export.Checksums;
import io.flowlet.tlog.export.ExportLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** The files of an export directory: reads them with bounds, compares them with their checksums, and knows which do not belong. */
final class ExportFiles {
    private static final int MAX_SMALL_BYTES = 1 << 20;
    private static final int MAX_CHECKSUMS_BYTES = 1 << 26;
    private static final List<String> NAMED = List.of(
            ExportLayout.CHECKPOINT,
            ExportLayout.CHECKPOINTS,
            ExportLayout.DESCRIPTION,
            ExportLayout.KEYS,
            ExportLayout.README);

    private final Path directory;
    private final Checksums checksums;
    private final int eventFiles;

    ExportFiles(Path directory) throws Finding {
        this.directory = directory;
        if (!Files.isDirectory(directory)) {
            throw Finding.unreadable(directory.toString(), "not a directory");
        }
        this.checksums = readChecksums();
        this.eventFiles = countEventFiles();
        for (String name : NAMED) {
            compareWithChecksum(name);
        }
    }

    private Checksums readChecksums() throws Finding {
        if (!exists(ExportLayout.CHECKSUMS)) {
            throw Finding.unreadable(
                    ExportLayout.CHECKSUMS, "is missing: not an audit export, or one that was not finished");
        }
        try {
            return Checksums.parse(text(ExportLayout.CHECKSUMS, MAX_CHECKSUMS_BYTES));
        } catch (Malformed e) {
            throw Finding.unreadable(ExportLayout.CHECKSUMS, e.why());
        }
    }

    /** The checksums must cover exactly the named files and the files of bodies, numbered without a gap. */
    private int countEventFiles() throws Finding {
        int count = 0;
        while (checksums.byPath().containsKey(ExportLayout.events(count))) {
            count++;
        }
        for (String name : NAMED) {
            if (!checksums.byPath().containsKey(name)) {
                throw Finding.tampered(ExportLayout.CHECKSUMS, "does not cover " + name);
            }
        }
        if (checksums.byPath().size() != NAMED.size() + count) {
            throw Finding.tampered(
                    ExportLayout.CHECKSUMS, "covers files that no export has, or leaves out a file of bodies");
        }
        return count;
    }

    private void compareWithChecksum(String path) throws Finding {
        try (InputStream file = Files.newInputStream(existing(path))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(file, digest).transferTo(OutputStream.nullOutputStream());
            if (!isIntact(path, Hash.of(digest.digest()))) {
                throw Finding.tampered(path, "differs from its checksum in " + ExportLayout.CHECKSUMS);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    int eventFiles() {
        return eventFiles;
    }

    boolean isIntact(String path, Hash content) {
        return content.equals(checksums.byPath().get(path));
    }

    /** A small file as text. */
    String text(String path) throws Finding {
        return text(path, MAX_SMALL_BYTES);
    }

    private String text(String path, int maxBytes) throws Finding {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(path, maxBytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Finding.unreadable(path, "not UTF-8");
        }
    }

    /** A file that must be there. */
    byte[] bytes(String path, int maxBytes) throws Finding {
        try {
            Path file = existing(path);
            if (Files.size(file) > maxBytes) {
                throw Finding.tampered(path, "longer than any such file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** A file that must be there, to be read as a stream. */
    InputStream open(String path) throws Finding {
        try {
            return Files.newInputStream(existing(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static Finding unreadable(String path, IOException e) {
        return Finding.unreadable(path, "cannot be read: " + e);
    }

    boolean exists(String path) {
        return Files.isRegularFile(directory.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    private Path existing(String path) throws Finding {
        if (!exists(path)) {
            throw Finding.tampered(path, "is missing");
        }
        return directory.resolve(path);
    }

    /** What no proof covers must not lie between what is proved. */
    void refuseForeignFiles(long size) throws Finding {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Iterator<Path> paths = all.iterator(); paths.hasNext(); ) {
                Path file = paths.next();
                String path = directory.relativize(file).toString().replace('\\', '/');
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && !belongs(path, size)) {
                    throw Finding.unreadable(
                            path, "not part of an export of this log, and no proof covers it: move it away");
                }
            }
        } catch (IOException e) {
            throw unreadable(directory.toString(), e);
        }
    }

    private boolean belongs(String path, long size) {
        if (!exists(path)) {
            return false; // a link or a device
        }
        if (checksums.byPath().containsKey(path) || path.equals(ExportLayout.CHECKSUMS)) {
            return true;
        }
        try {
            TileId id = TileId.parse(path);
            return TileId.of(id.level(), id.index(), size).filter(id::equals).isPresent();
        } catch (Malformed e) {
            return false;
        }
    }
}
