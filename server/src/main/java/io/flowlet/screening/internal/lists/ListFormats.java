package io.flowlet.screening.internal.lists;

import io.flowlet.screening.WatchlistFiles;
import java.util.SortedMap;

/** Reads the files of any list. */
public final class ListFormats {
    private ListFormats() {}

    /** @throws ListRefused if they are not one whole list */
    public static ParsedList parse(WatchlistFiles files) throws ListRefused {
        return switch (files.list()) {
            case OFAC_SDN -> OfacList.parse(files.files());
            case UN_CONSOLIDATED -> UnList.parse(required(files.files(), WatchlistFiles.UN_FILE));
        };
    }

    static byte[] required(SortedMap<String, byte[]> files, String name) throws ListRefused {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new ListRefused(name, 0, "is missing");
        }
        if (bytes.length == 0) {
            throw new ListRefused(name, 0, "is empty");
        }
        return bytes;
    }
}
