package io.flowlet.audit.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Optional;

/** Lets one instance at a time lead the log of a database. Thread-safe. */
public final class Leaderships {
    private static final String TRY_LOCK = "select pg_try_advisory_lock(7309453675965983777)";

    private final Sessions sequencer;
    private final LogKey key;
    private final Clock clock;

    /** @param sequencer makes a new, direct connection each time */
    public Leaderships(Sessions sequencer, LogKey key, Clock clock) {
        this.sequencer = sequencer;
        this.key = key;
        this.clock = clock;
    }

    /** The log's origin. */
    public String origin() {
        return key.origin();
    }

    /** Leadership, or empty if another instance has it; never waits for that. */
    public Optional<Leadership> tryTake() throws SQLException {
        Connection connection = sequencer.open();
        try {
            if (locked(connection)) {
                return Optional.of(leadership(connection));
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    /** A second leader, as it must never be: for tests of the fence. */
    Leadership takeWithoutLock() throws SQLException {
        return leadership(sequencer.open());
    }

    private Leadership leadership(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return new Leadership(connection, key, clock);
    }

    private static boolean locked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery(TRY_LOCK)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
