package io.flowlet.vault.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** A row {@code version, parent, wrapped, created_at} of a key: what is in the database, still sealed. */
final class StoredKey {
    private final int version;
    private final String parent;
    private final byte[] wrapped;
    private final Instant madeAt;

    private StoredKey(int version, String parent, byte[] wrapped, Instant madeAt) {
        this.version = version;
        this.parent = parent;
        this.wrapped = wrapped;
        this.madeAt = madeAt;
    }

    static StoredKey read(ResultSet row, int number) throws SQLException {
        return new StoredKey(
                row.getInt(1),
                row.getString(2),
                row.getBytes(3),
                row.getTimestamp(4).toInstant());
    }

    int version() {
        return version;
    }

    /** Id of the master key, or version of the tenant key, that wraps it. */
    String parent() {
        return parent;
    }

    byte[] wrapped() {
        return wrapped;
    }

    Instant madeAt() {
        return madeAt;
    }
}
