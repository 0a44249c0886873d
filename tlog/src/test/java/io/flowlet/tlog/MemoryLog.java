package io.flowlet.tlog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A log kept as the server keeps it: one row a tile. */
final class MemoryLog implements TileStore {
    private record Place(int level, long index) {}

    private final Map<Place, Tile> rows = new HashMap<>();
    private long size;

    static MemoryLog of(List<byte[]> entries) {
        MemoryLog log = new MemoryLog();
        log.append(entries);
        return log;
    }

    TreeAppender.Appended append(List<byte[]> entries) {
        TreeAppender.Appended appended = TreeAppender.append(size, this, entries);
        appended.tiles()
                .forEach(tile -> rows.put(new Place(tile.id().level(), tile.id().index()), tile));
        size = appended.size();
        return appended;
    }

    long size() {
        return size;
    }

    List<Tile> tiles() {
        return new ArrayList<>(rows.values());
    }

    Tile tile(int level, long index) {
        return Objects.requireNonNull(rows.get(new Place(level, index)), "no tile " + level + "/" + index);
    }

    void replace(Tile tile) {
        rows.put(new Place(tile.id().level(), tile.id().index()), tile);
    }

    @Override
    public byte[] read(int level, long index) {
        return tile(level, index).bytes();
    }
}
