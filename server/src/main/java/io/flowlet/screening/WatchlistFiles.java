package io.flowlet.screening;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one list, in memory.
 *
 * @param files by lower-case name: {@code sdn.csv}, {@code alt.csv} and, if published, {@code add.csv} for OFAC; {@code consolidated.xml}
 *     for the UN
 */
public record WatchlistFiles(WatchlistName list, SortedMap<String, byte[]> files) {
    /** The largest file that is read. */
    public static final int MAX_BYTES = 64 * 1024 * 1024;

    /** What the one file of the UN's list is called, whatever its name on disk. */
    public static final String UN_FILE = "consolidated.xml";

    private static final Set<String> OFAC = Set.of("sdn.csv", "alt.csv", "add.csv");
    private static final int DEPTH = 3;
    private static final int LOOKED_AT = 4096;

    public WatchlistFiles {
        files = new TreeMap<>(files);
    }

    /** Reads named streams to their end; closing them stays with the caller. */
    public static WatchlistFiles of(WatchlistName list, Map<String, InputStream> streams) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Map.Entry<String, InputStream> stream : streams.entrySet()) {
            files.put(stream.getKey().toLowerCase(Locale.ROOT), bounded(stream.getKey(), stream.getValue()));
        }
        return new WatchlistFiles(list, files);
    }

    /** Every list whose files are in {@code folder} or at most two folders below it. */
    public static List<WatchlistFiles> in(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
            paths = walk.filter(Files::isRegularFile).sorted().toList();
        }
        List<WatchlistFiles> found = new ArrayList<>();
        for (Path path : paths) {
            String name = nameOf(path);
            if (name.equals("sdn.csv")) {
                found.add(new WatchlistFiles(WatchlistName.OFAC_SDN, beside(path, paths)));
            } else if (name.endsWith(".xml") && isUn(path)) {
                found.add(
                        new WatchlistFiles(WatchlistName.UN_CONSOLIDATED, new TreeMap<>(Map.of(UN_FILE, read(path)))));
            }
        }
        return found;
    }

    private static SortedMap<String, byte[]> beside(Path sdn, List<Path> paths) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Path path : paths) {
            boolean sameFolder = Optional.ofNullable(path.getParent()).equals(Optional.ofNullable(sdn.getParent()));
            if (sameFolder && OFAC.contains(nameOf(path))) {
                files.put(nameOf(path), read(path));
            }
        }
        return files;
    }

    /** By its beginning, so that one that is cut is still taken for a list, and refused, not passed over. */
    private static boolean isUn(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1).contains("<CONSOLIDATED_LIST");
        }
    }

    private static byte[] read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return bounded(path.toString(), in);
        }
    }

    private static byte[] bounded(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException(name + " is larger than 64 MiB");
        }
        return bytes;
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    }
}
