package io.flowlet.vault.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The transactions that other connections of the application, or of a command as the owner, had open at one moment. Each holds the lock of its
 * virtual id until it ends, whether it writes or only reads. Not thread-safe.
 */
final class OpenTransactions {
    private static final String OPEN = """
            select l.virtualtransaction from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'virtualxid' and l.mode = 'ExclusiveLock' and a.datname = current_database()
              and a.usename in ('flowlet_app', 'flowlet_owner') and a.pid <> pg_backend_pid()
            """;

    private final JdbcTemplate jdbc;
    private final Set<String> left;

    private OpenTransactions(JdbcTemplate jdbc, Set<String> left) {
        this.jdbc = jdbc;
        this.left = left;
    }

    static OpenTransactions now(JdbcTemplate jdbc) {
        return new OpenTransactions(jdbc, new HashSet<>(open(jdbc)));
    }

    /** Whether all of them have ended. */
    boolean haveEnded() {
        if (!left.isEmpty()) {
            left.retainAll(open(jdbc));
        }
        return left.isEmpty();
    }

    private static List<String> open(JdbcTemplate jdbc) {
        return jdbc.queryForList(OPEN, String.class);
    }
}
