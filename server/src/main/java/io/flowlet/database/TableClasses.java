package io.flowlet.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** {@code db/table-classes.csv}: what each table of each module is, and so what must protect it. */
public final class TableClasses {
    /** The three classes of tables. */
    public enum TableClass {
        /** Rows belong to tenants; row-level security shows a tenant its own. */
        TENANT,
        /** The same for all tenants, rarely written. */
        REFERENCE,
        /** Read before the tenant is known, or belonging to the installation. */
        CONTROL
    }

    /**
     * One line of the file.
     *
     * @param table {@code schema.table}
     * @param appendOnly whether rows are never changed or removed
     * @param why the class is not tenant, or a key does not start with the tenant; may be empty
     */
    public record Table(String table, TableClass tableClass, boolean appendOnly, String why) {
        static Table parse(String line) {
            String[] cells = line.split(",", 3);
            if (cells.length != 3) {
                throw new IllegalStateException("table-classes.csv: \"" + line + "\" has not three cells");
            }
            List<String> words = Arrays.asList(cells[1].split(" "));
            return new Table(
                    cells[0],
                    TableClass.valueOf(words.getFirst().toUpperCase(java.util.Locale.ROOT)),
                    words.contains("append-only"),
                    cells[2]);
        }
    }

    private TableClasses() {}

    /** Every line; the history tables of the migrations, {@code *.flyway_history}, are left out. */
    public static List<Table> all() {
        try (InputStream csv =
                Objects.requireNonNull(TableClasses.class.getResourceAsStream("/db/table-classes.csv"))) {
            return new String(csv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("*"))
                    .map(Table::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
