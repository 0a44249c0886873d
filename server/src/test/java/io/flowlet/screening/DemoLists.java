package io.flowlet.screening;

import io.flowlet.testing.GeneratedPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The lists of the demo, whole or with a change. */
public final class DemoLists {
    private static final Path FOLDER =
            GeneratedPage.root().resolve("demo/src/main/resources/io/flowlet/demo/watchlists");

    private DemoLists() {}

    public static WatchlistFiles ofac() {
        return of(WatchlistName.OFAC_SDN);
    }

    public static WatchlistFiles un() {
        return of(WatchlistName.UN_CONSOLIDATED);
    }

    /** The same list with other bytes in one file. */
    public static WatchlistFiles with(WatchlistFiles list, String file, byte[] bytes) {
        SortedMap<String, byte[]> files = new TreeMap<>(list.files());
        files.put(file, bytes);
        return new WatchlistFiles(list.list(), files);
    }

    /** The same list with a text in one file replaced. */
    public static WatchlistFiles replaced(WatchlistFiles list, String file, String what, String by) {
        String text = text(list, file);
        if (!text.contains(what)) {
            throw new IllegalArgumentException("nothing to replace: " + what);
        }
        return with(list, file, text.replace(what, by).getBytes(StandardCharsets.UTF_8));
    }

    public static String text(WatchlistFiles list, String file) {
        return new String(list.files().getOrDefault(file, new byte[0]), StandardCharsets.UTF_8);
    }

    private static WatchlistFiles of(WatchlistName wanted) {
        try {
            return WatchlistFiles.in(FOLDER).stream()
                    .filter(files -> files.list() == wanted)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
