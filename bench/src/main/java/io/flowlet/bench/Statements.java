package io.flowlet.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where PostgreSQL's time went, statement by statement, for whoever makes it faster. It costs a little itself, so it is asked for. */
final class Statements {
    /** {@code FLOWLET_JAVA_OPTS=-Dflowlet.bench.statements=true ./flowlet bench ledger --only copy}. */
    static final boolean WANTED = Boolean.getBoolean("flowlet.bench.statements");

    private static final String TOP = """
            select calls, rows, total_exec_time, total_plan_time, regexp_replace(left(query, 110), '\\s+', ' ', 'g') as text
            from pg_stat_statements order by total_exec_time + total_plan_time desc limit 25
            """;

    private Statements() {}

    static void make(BenchDatabase database) {
        if (WANTED) {
            database.execute("create extension pg_stat_statements");
        }
    }

    /** Prints what was used since the last time. */
    static void print(BenchDatabase database, PrintStream out) {
        if (!WANTED) {
            return;
        }
        JdbcTemplate jdbc = new JdbcTemplate(database.asSuperuser());
        out.printf("%n%9s %10s %9s %9s %10s  %s%n", "calls", "rows", "exec ms", "plan ms", "us a row", "statement");
        jdbc.query(TOP, row -> {
            double millis = row.getDouble(3) + row.getDouble(4);
            out.printf(
                    Locale.ROOT,
                    "%9d %10d %9.0f %9.0f %10.2f  %s%n",
                    row.getLong(1),
                    row.getLong(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    millis * 1_000 / Math.max(1, row.getLong(2)),
                    row.getString(5));
        });
        database.execute("select pg_stat_statements_reset()");
    }
}
