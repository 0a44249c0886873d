package io.flowlet.vault.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One epoch, as its row tells it.
 *
 * @param number from 1; the highest is the open one
 * @param kid of its key
 * @param renewsAll whether every tenant gets a new key in it
 * @param emptiedAt since when no key is below it; null while one is, or may be
 */
record Epoch(
        int number,
        String kid,
        boolean renewsAll,
        Instant openedAt,
        @Nullable Instant emptiedAt) {
    /** A row {@code number, kid, renews_all, opened_at, emptied_at}. */
    static Epoch read(ResultSet row, int at) throws SQLException {
        Timestamp emptied = row.getTimestamp(5);
        return new Epoch(
                row.getInt(1),
                row.getString(2),
                row.getBoolean(3),
                row.getTimestamp(4).toInstant(),
                emptied == null ? null : emptied.toInstant());
    }
}
