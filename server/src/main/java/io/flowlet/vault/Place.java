package io.flowlet.vault;

import java.util.UUID;

/**
 * Where a ciphertext stands; authenticated with it, so that one moved to another table, column, row or tenant does not open.
 *
 * @param table {@code schema.table}, as PostgreSQL spells it without quotes
 * @param column the column's name, spelled so too
 * @param row the row's own id
 */
public record Place(String table, String column, UUID row) {
    /**
     * Checks the names: they are constants of the caller, never input.
     *
     * @throws IllegalArgumentException if table or column are not such names
     */
    public Place {
        int dot = table.indexOf('.');
        if (!isName(table, 0, dot) || !isName(table, dot + 1, table.length())) {
            throw new IllegalArgumentException("not a schema.table: " + table);
        }
        if (!isName(column, 0, column.length())) {
            throw new IllegalArgumentException("not a column: " + column);
        }
    }

    /** Whether the characters between {@code from} and {@code to} are {@code [a-z_][a-z0-9_]*}; by hand, it runs for every field. */
    private static boolean isName(String text, int from, int to) {
        if (from >= to || isDigit(text.charAt(from))) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < 'a' || c > 'z') && c != '_' && !isDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
