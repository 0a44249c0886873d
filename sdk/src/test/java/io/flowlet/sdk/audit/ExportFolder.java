package io.flowlet.sdk.audit;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.export.Checksums;
import io.flowlet.tlog.export.ExportDescription;
import io.flowlet.tlog.export.ExportLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What somebody with write access to an export can do to it. */
final class ExportFolder {
    private final Path directory;

    ExportFolder(Path directory) {
        this.directory = directory;
    }

    ExportFolder copyTo(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path from : (Iterable<Path>) all::iterator) {
                Path to = target.resolve(directory.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(from, to);
                }
            }
        }
        return new ExportFolder(target);
    }

    Path path() {
        return directory;
    }

    List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    byte[] bytes(String path) throws IOException {
        return Files.readAllBytes(directory.resolve(path));
    }

    void write(String path, byte[] content) throws IOException {
        Files.createDirectories(directory.resolve(path).getParent());
        Files.write(directory.resolve(path), content);
    }

    void write(String path, String content) throws IOException {
        write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    String text(String path) throws IOException {
        return Files.readString(directory.resolve(path));
    }

    void delete(String path) throws IOException {
        Files.delete(directory.resolve(path));
    }

    void flip(String path, int at, int bit) throws IOException {
        byte[] content = bytes(path);
        content[at] ^= (byte) (1 << bit);
        write(path, content);
    }

    List<String> events() throws IOException {
        return new ArrayList<>(text(ExportLayout.events(0)).lines().toList());
    }

    void events(List<String> lines) throws IOException {
        write(ExportLayout.events(0), String.join("\n", lines) + '\n');
    }

    void swapEvents(int first, int second) throws IOException {
        List<String> lines = events();
        Collections.swap(lines, first, second);
        events(lines);
    }

    void append(String path, int... bytes) throws IOException {
        byte[] content = bytes(path);
        byte[] longer = Arrays.copyOf(content, content.length + bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            longer[content.length + i] = (byte) bytes[i];
        }
        write(path, longer);
    }

    /** A careful adversary: checksums and the announced number of bodies fit again. */
    void repair() throws Exception {
        ExportDescription old = ExportDescription.parse(text(ExportLayout.DESCRIPTION));
        ExportDescription now =
                new ExportDescription(old.origin(), old.size(), events().size(), old.scope(), old.createdAt());
        write(ExportLayout.DESCRIPTION, now.encoded());
        repairChecksums();
    }

    /** Checksums fit again, whatever the files say. */
    void repairChecksums() throws IOException {
        Map<String, Hash> sums = new TreeMap<>();
        for (String path : files()) {
            if (!path.startsWith("tile/") && !path.equals(ExportLayout.CHECKSUMS)) {
                sums.put(path, Hash.sha256(bytes(path)));
            }
        }
        write(ExportLayout.CHECKSUMS, new Checksums(sums).encoded());
    }
}
