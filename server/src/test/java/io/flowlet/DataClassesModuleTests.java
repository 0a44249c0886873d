package io.flowlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Purpose;
import io.flowlet.testing.DataClasses;
import io.flowlet.testing.DataClasses.Columns;
import io.flowlet.testing.DataClasses.DataClass;
import io.flowlet.testing.GeneratedPage;
import io.flowlet.testing.TestDatabase;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Holds PostgreSQL's catalogue to what {@code db/data-classes.csv} promises. */
class DataClassesModuleTests {
    /** Partitions have their parent's columns; the history tables are the migrations' own. */
    private static final String COLUMNS = """
            select n.nspname || '.' || c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
              and n.nspname not in ('pg_catalog', 'information_schema') and c.relname <> 'flyway_history'
            """;

    private final List<Columns> all = DataClasses.all();
    private final Map<String, String> types = types();

    private static Map<String, String> types() {
        Map<String, String> types = new TreeMap<>();
        new JdbcTemplate(TestDatabase.create().asSuperuser())
                .query(COLUMNS, (RowCallbackHandler) row -> types.put(row.getString(1), row.getString(2)));
        return types;
    }

    @Test
    void everyColumnOfEveryTableIsClassifiedOnce() {
        assertThat(all.stream().flatMap(columns -> columns.names().stream().map(name -> columns.table() + "." + name)))
                .containsExactlyInAnyOrderElementsOf(types.keySet());
    }

    @Test
    void whatMustBeCiphertextOrADigestIsKeptAsBytes() {
        for (Columns columns : all) {
            boolean bytes = columns.dataClass().isSealed()
                    || columns.dataClass() == DataClass.KEY
                    || columns.dataClass() == DataClass.INDEX;
            for (String name : columns.names()) {
                if (bytes) {
                    assertThat(types.get(columns.table() + "." + name))
                            .as("%s.%s", columns.table(), name)
                            .isEqualTo("bytea");
                }
            }
        }
    }

    @Test
    void whatIsKeptAsBytesIsNoClearTextOfAPerson() {
        // a blob is where clear text hides: plain ones say why they are bytes at all
        List<String> plain = all.stream()
                .filter(columns -> columns.dataClass() == DataClass.PLAIN || columns.dataClass() == DataClass.LINKED)
                .filter(columns -> columns.why().isEmpty())
                .flatMap(columns -> columns.names().stream().map(name -> columns.table() + "." + name))
                .filter(name -> "bytea".equals(types.get(name)))
                .filter(name -> !name.matches(".*[._](hash|hashes|root|digest|entry)"))
                .toList();
        assertThat(plain).isEmpty();
    }

    @Test
    void personalDataNamesItsPurpose() {
        List<String> purposes =
                Arrays.stream(Purpose.values()).map(Purpose::code).toList();
        for (Columns columns : all) {
            if (columns.dataClass() == DataClass.PERSONAL) {
                assertThat(purposes).as(columns.table()).contains(columns.why());
            }
        }
    }

    @Test
    void theReferenceListsThem() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Data classes

                What every column of every table holds, and how it is kept. Made from
                [`db/data-classes.csv`](../../server/src/main/resources/db/data-classes.csv), which a test compares with the database's catalogue: a
                column that is in no class fails the build, and so does one that is not kept as its class demands.

                | class | kept as | columns |
                |---|---|---|
                """);
        for (DataClass dataClass : DataClass.values()) {
            page.append("| %s | %s | %d |\n"
                    .formatted(
                            dataClass.code(),
                            dataClass.told(),
                            all.stream()
                                    .filter(columns -> columns.dataClass() == dataClass)
                                    .mapToInt(columns -> columns.names().size())
                                    .sum()));
        }
        page.append("\n## By table\n\n| table | class | columns | |\n|---|---|---|---|\n");
        for (Columns columns : all) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            columns.table(),
                            columns.dataClass().code(),
                            columns.names().stream().map("`%s`"::formatted).collect(Collectors.joining(", ")),
                            columns.why()));
        }
        GeneratedPage.check("docs/reference/data-classes.md", page.toString());
    }
}
