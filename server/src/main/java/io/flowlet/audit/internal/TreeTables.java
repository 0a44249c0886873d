package io.flowlet.audit.internal;

import io.flowlet.tlog.Hash;
import io.flowlet.tlog.Tile;
import io.flowlet.tlog.TileId;
import io.flowlet.tlog.TileStore;
import io.flowlet.tlog.VerifierKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** The tree as rows: read by every role, written by {@code flowlet_sequencer} alone. As thread-safe as its connection. */
public final class TreeTables implements TileStore {
    private static final String HEAD = "select size, low::text from audit.head";
    private static final String ADVANCE = "update audit.head set size = ?, low = ?::xid8 where size = ?";
    private static final String SNAPSHOT = "select pg_current_snapshot()::text";
    private static final String ALL_SINCE = """
            select e.tenant_id, e.xact::text, e.id, sha256(e.body)
            from audit.event e
            where e.xact >= ?::xid8 and not exists (select from audit.leaf l where l.id = e.id and l.xact = e.xact)
            order by e.xact, e.id
            limit ?
            """;
    private static final String ENDED_SINCE = """
            select e.tenant_id, e.xact::text, e.id, sha256(e.body)
            from (
              select tenant_id, xact, id, body from audit.event where xact >= pg_snapshot_xmax(?::pg_snapshot)
              union all
              select tenant_id, xact, id, body from audit.event where xact = any (array(select pg_snapshot_xip(?::pg_snapshot)))
            ) e
            where not exists (select from audit.leaf l where l.id = e.id and l.xact = e.xact)
            order by e.xact, e.id
            limit ?
            """;
    private static final String LEAF =
            "insert into audit.leaf (index, tenant_id, xact, id, entry) values (?, ?, ?::xid8, ?, ?)";
    private static final String TILE = """
            insert into audit.tile (level, index, width, hashes) values (?, ?, ?, ?)
            on conflict (level, index) do update set width = excluded.width, hashes = excluded.hashes
            """;
    private static final String READ_TILE = "select width, hashes from audit.tile where level = ? and index = ?";
    private static final String CHECKPOINT = "insert into audit.checkpoint (size, root, note, at) values (?, ?, ?, ?)";
    private static final String KEY = "insert into audit.log_key (vkey, at) values (?, ?) on conflict do nothing";
    private static final String LATEST_NOTE = "select note from audit.checkpoint order by size desc limit 1";

    private final JdbcTemplate jdbc;

    public TreeTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest signed checkpoint; empty before the first. */
    public Optional<String> latestNote() {
        return jdbc.queryForList(LATEST_NOTE, String.class).stream().findFirst();
    }

    /** @throws IllegalStateException if there is no such tile */
    @Override
    public byte[] read(int level, long index) {
        return stored(level, index)
                .map(Tile::bytes)
                .orElseThrow(() -> new IllegalStateException("tile " + level + "/" + index + " is missing"));
    }

    /** The tile or, at level -1, the entry bundle as it was when it was that wide; empty if it is narrower still. */
    public Optional<Tile> tile(TileId id) {
        return stored(id.level(), id.index())
                .filter(tile -> tile.id().width() >= id.width())
                .map(tile -> tile.narrowedTo(id.width()));
    }

    private Optional<Tile> stored(int level, long index) {
        return jdbc
                .query(
                        READ_TILE,
                        (row, number) -> new Tile(new TileId(level, index, row.getInt(1)), row.getBytes(2)),
                        level,
                        index)
                .stream()
                .findFirst();
    }

    Head head() {
        return jdbc
                .query(HEAD, (row, number) -> new Head(row.getLong(1), Long.parseUnsignedLong(row.getString(2))))
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("audit.head has no row"));
    }

    Snapshot snapshot() {
        return new Snapshot(
                jdbc.query(SNAPSHOT, (row, number) -> row.getString(1)).getFirst());
    }

    /** Visible events without a leaf whose transaction is {@code low} or later, in order. */
    List<NewLeaf> eventsSince(long low, int limit) {
        return jdbc.query(ALL_SINCE, (row, number) -> leaf(row), Long.toUnsignedString(low), limit);
    }

    /** Visible events without a leaf whose transaction had not ended at {@code seen}, in order. */
    List<NewLeaf> eventsEndedSince(Snapshot seen, int limit) {
        return jdbc.query(ENDED_SINCE, (row, number) -> leaf(row), seen.text(), seen.text(), limit);
    }

    private static NewLeaf leaf(ResultSet row) throws SQLException {
        return new NewLeaf(row.getInt(1), row.getString(2), row.getObject(3, UUID.class), row.getBytes(4));
    }

    /** Whether the log still had {@code from.size()} entries: if not, somebody else leads. */
    boolean advance(Head from, Head to) {
        return jdbc.update(ADVANCE, to.size(), Long.toUnsignedString(to.low()), from.size()) == 1;
    }

    void insertLeaves(long firstIndex, List<NewLeaf> leaves) {
        long[] index = {firstIndex};
        jdbc.batchUpdate(LEAF, leaves, leaves.size(), (statement, leaf) -> {
            statement.setLong(1, index[0]++);
            statement.setInt(2, leaf.tenant());
            statement.setString(3, leaf.xact());
            statement.setObject(4, leaf.id());
            statement.setBytes(5, leaf.entry());
        });
    }

    void writeTiles(List<Tile> tiles) {
        jdbc.batchUpdate(TILE, tiles, tiles.size(), (statement, tile) -> {
            statement.setInt(1, tile.id().level());
            statement.setLong(2, tile.id().index());
            statement.setInt(3, tile.id().width());
            statement.setBytes(4, tile.bytes());
        });
    }

    /** Notes who signs, so that whoever has the tables alone knows which keys to verify with. */
    void noteKey(VerifierKey key, Instant at) {
        jdbc.update(KEY, key.encoded(), Timestamp.from(at));
    }

    void insertCheckpoint(long size, Hash root, String note, Instant at) {
        jdbc.update(CHECKPOINT, size, root.bytes(), note, Timestamp.from(at));
    }
}
