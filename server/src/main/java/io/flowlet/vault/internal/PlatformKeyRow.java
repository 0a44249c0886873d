package io.flowlet.vault.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** A key of the installation as it is stored: still sealed. */
final class PlatformKeyRow {
    static final String CANARY = "canary";
    private static final String SELECT = """
            select use, version, master_kid, wrapped, public_key from vault.platform_key
            where use = ? and state = 'active'
            order by version desc
            limit 1
            """;

    private final String use;
    private final int version;
    private final String kid;
    private final byte[] wrapped;
    private final byte[] publicKey;

    private PlatformKeyRow(String use, int version, String kid, byte[] wrapped, byte[] publicKey) {
        this.use = use;
        this.version = version;
        this.kid = kid;
        this.wrapped = wrapped;
        this.publicKey = publicKey;
    }

    /** From the columns {@code use, version, master_kid, wrapped, public_key}. */
    static PlatformKeyRow read(ResultSet row, int number) throws SQLException {
        return new PlatformKeyRow(row.getString(1), row.getInt(2), row.getString(3), row.getBytes(4), row.getBytes(5));
    }

    static Optional<PlatformKeyRow> find(JdbcTemplate jdbc, String use) {
        return jdbc.query(SELECT, PlatformKeyRow::read, use).stream().findFirst();
    }

    String use() {
        return use;
    }

    int version() {
        return version;
    }

    /** Of the root key that wraps it. */
    String kid() {
        return kid;
    }

    byte[] wrapped() {
        return wrapped;
    }

    byte[] publicKey() {
        return publicKey;
    }

    /** What it is bound to under the root key {@code kid}. */
    byte[] associatedData(String kid) {
        return AssociatedData.platformKey(use, version, kid, publicKey);
    }

    String name() {
        return "the key of the installation for %s, version %d".formatted(use, version);
    }
}
