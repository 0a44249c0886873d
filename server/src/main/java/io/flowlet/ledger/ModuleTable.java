package io.flowlet.ledger;

import java.util.regex.Pattern;

/**
 * A tenant table of another module whose rows are written in the posting transaction. Declare it as a constant, its text known at compile time.
 *
 * @param into {@code insert into <schema>.<table> (<columns>) values}
 * @param row the placeholders of one row: {@code (?, ?, ?)}
 */
public record ModuleTable(String into, String row) {
    private static final Pattern INTO = Pattern.compile("insert into [a-z_]+\\.[a-z_]+ \\([a-z_0-9, ]+\\) values");
    private static final Pattern ROW = Pattern.compile("\\(\\?(, \\?)*\\)");

    public ModuleTable {
        if (!INTO.matcher(into).matches() || !ROW.matcher(row).matches()) {
            throw new IllegalArgumentException("not an insert of one row: " + into + " " + row);
        }
        if (into.chars().filter(c -> c == ',').count()
                != row.chars().filter(c -> c == ',').count()) {
            throw new IllegalArgumentException("as many placeholders as columns: " + into + " " + row);
        }
    }

    /** How many values a row has. */
    public int columns() {
        return (int) row.chars().filter(c -> c == '?').count();
    }
}
