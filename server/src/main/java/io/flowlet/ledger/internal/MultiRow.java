package io.flowlet.ledger.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Writes many rows with few statements: {@code VALUES} of many rows, in chunks of a few fixed sizes, so that each text is prepared once a
 * connection. Chunks of 500 cost the same as one array a column, chunks of 1,000 are a quarter slower (measured). Thread-safe.
 *
 * @param <R> what one row is made from
 */
final class MultiRow<R> {
    private static final int[] CHUNKS = {500, 200, 100, 50, 20, 10, 5, 2, 1};

    private final Map<Integer, String> statements;
    private final int columns;
    private final Binder<R> binder;

    /** Sets the parameters of one row, the first of which is number {@code at}. */
    @FunctionalInterface
    interface Binder<R> {
        void bind(PreparedStatement statement, int at, R row) throws SQLException;
    }

    /**
     * A statement {@code <head> <row>, <row>, … <tail>}.
     *
     * @param row one row's placeholders, with casts where the database cannot know the types
     */
    MultiRow(String head, String row, String tail, Binder<R> binder) {
        this.columns = (int) row.chars().filter(c -> c == '?').count();
        this.binder = binder;
        this.statements = new HashMap<>();
        for (int size : CHUNKS) {
            statements.put(size, head + "\n" + (row + ", ").repeat(size - 1) + row + "\n" + tail);
        }
    }

    /** Writes all rows, {@code tail} being the tail's parameters; the number of rows that the database says it wrote. */
    long write(JdbcTemplate jdbc, List<R> rows, Object... tail) {
        long written = 0;
        int at = 0;
        for (int size : CHUNKS) {
            while (rows.size() - at >= size) {
                List<R> chunk = rows.subList(at, at + size);
                written += jdbc.update(statement(size), statement -> bind(statement, chunk, tail));
                at += size;
            }
        }
        return written;
    }

    private String statement(int size) {
        String text = statements.get(size);
        if (text == null) {
            throw new IllegalArgumentException("no statement for " + size + " rows");
        }
        return text;
    }

    private void bind(PreparedStatement statement, List<R> chunk, Object[] tail) throws SQLException {
        int at = 1;
        for (R row : chunk) {
            binder.bind(statement, at, row);
            at += columns;
        }
        for (Object value : tail) {
            statement.setObject(at++, value);
        }
    }
}
