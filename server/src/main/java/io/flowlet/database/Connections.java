package io.flowlet.database;

import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connections of one role each, not pooled: for work that holds a connection for itself (the audit sequencer's lock) or runs once
 * (migrations, {@code ledger verify}).
 *
 * <p>Thread-safe.
 */
public final class Connections {
    private static final int CONNECT_SECONDS = 5;

    /** {@link MultiRow} has one for each number of rows. */
    private static final int STATEMENTS = 512;

    private static final int STATEMENTS_MIB = 16;

    private final DatabaseSettings settings;

    public Connections(DatabaseSettings settings) {
        this.settings = settings;
    }

    /**
     * A source that opens a new connection as {@code role} each time it is asked.
     *
     * @throws IllegalStateException if the settings hold no password for {@code role}
     */
    public DataSource direct(DatabaseRole role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        source.setUser(role.user());
        source.setPassword(passwordOf(role)
                .orElseThrow(() -> new IllegalStateException("the settings hold no password for " + role.user())));
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        source.setApplicationName("flowlet");
        source.setPreparedStatementCacheQueries(STATEMENTS);
        source.setPreparedStatementCacheSizeMiB(STATEMENTS_MIB);
        String own = Objects.requireNonNullElse(source.getOptions(), "");
        String options = (planning(role) + " " + own).strip(); // what the address says comes last and holds
        if (!options.isEmpty()) {
            source.setOptions(options);
        }
        return source;
    }

    /**
     * How statements of {@code role} are planned. Requests run short statements often: compiling one costs more than running it. Each has
     * an index, and a plan that was made while a table was nearly empty is kept after it has grown.
     */
    private static String planning(DatabaseRole role) {
        return switch (role) {
            case APP -> "-c jit=off -c enable_seqscan=off";
            case SEQUENCER -> "-c jit=off";
            case OWNER, READER -> "";
        };
    }

    private Optional<String> passwordOf(DatabaseRole role) {
        return switch (role) {
            case APP -> Optional.of(settings.appPassword());
            case SEQUENCER -> Optional.of(settings.sequencerPassword());
            case OWNER -> Optional.ofNullable(settings.ownerPassword());
            case READER -> Optional.ofNullable(settings.readerPassword());
        };
    }
}
