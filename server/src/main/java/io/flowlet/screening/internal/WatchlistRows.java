package io.flowlet.screening.internal;

import io.flowlet.screening.WatchlistFiles;
import io.flowlet.screening.WatchlistName;
import io.flowlet.screening.WatchlistVersion;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Versions of lists as rows, with the files they were read from. */
@Component
public final class WatchlistRows {
    private static final String NEWEST = """
            select distinct on (list) list, version, hash, entries, individuals, aliases, published_on, loaded_at
            from screening.watchlist_version order by list, version desc
            """;
    private static final String CONTENT =
            "select content from screening.watchlist_version where list = ? and version = ?";
    private static final String INSERT = """
            insert into screening.watchlist_version
              (list, version, hash, entries, individuals, aliases, published_on, loaded_at, content)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    /** One loading at a time: a number of ours, freed with the transaction. */
    private static final String LOCK = "select pg_advisory_xact_lock(7391042)";

    private final JdbcTemplate jdbc;

    public WatchlistRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Makes other loadings wait until this transaction has ended. */
    public void lock() {
        jdbc.query(LOCK, row -> {});
    }

    /** The version in force of each list that has one. */
    public List<WatchlistVersion> newest() {
        return jdbc.query(NEWEST, (row, number) -> read(row));
    }

    public Optional<WatchlistVersion> newest(WatchlistName list) {
        return newest().stream().filter(version -> version.list() == list).findFirst();
    }

    /** The files of a version that is there. */
    public WatchlistFiles files(WatchlistVersion version) {
        byte[] content = jdbc.query(
                        CONTENT,
                        (row, number) -> row.getBytes(1),
                        version.list().code(),
                        version.version())
                .getFirst();
        return new WatchlistFiles(version.list(), Archive.unpack(content));
    }

    public void insert(WatchlistVersion version, WatchlistFiles files) {
        jdbc.update(
                INSERT,
                version.list().code(),
                version.version(),
                HexFormat.of().parseHex(version.hash()),
                version.entries(),
                version.individuals(),
                version.aliases(),
                version.publishedOn() == null ? null : Date.valueOf(version.publishedOn()),
                Timestamp.from(version.loadedAt()),
                Archive.pack(files.files()));
    }

    private static WatchlistVersion read(ResultSet row) throws SQLException {
        Date published = row.getDate(7);
        return new WatchlistVersion(
                WatchlistName.ofCode(row.getString(1)).orElseThrow(),
                row.getInt(2),
                HexFormat.of().formatHex(row.getBytes(3)),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                published == null ? null : published.toLocalDate(),
                row.getTimestamp(8).toInstant());
    }
}
