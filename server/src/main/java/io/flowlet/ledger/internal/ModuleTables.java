package io.flowlet.ledger.internal;

import io.flowlet.database.MultiRow;
import io.flowlet.database.Timestamptz;
import io.flowlet.ledger.ModuleRow;
import io.flowlet.ledger.ModuleTable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes rows of other modules' tables: one statement a table and chunk. Thread-safe. */
@Component
final class ModuleTables {
    private final JdbcTemplate jdbc;
    /** As many as there are constants in the code. */
    private final Map<ModuleTable, MultiRow<ModuleRow>> inserts = new ConcurrentHashMap<>();

    ModuleTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void write(List<ModuleRow> rows) {
        Map<ModuleTable, List<ModuleRow>> byTable = new LinkedHashMap<>();
        rows.forEach(row ->
                byTable.computeIfAbsent(row.table(), table -> new ArrayList<>()).add(row));
        byTable.forEach((table, its) -> insert(table).write(jdbc, its));
    }

    private MultiRow<ModuleRow> insert(ModuleTable table) {
        return inserts.computeIfAbsent(table, t -> new MultiRow<>(t.into(), t.row(), "", ModuleTables::bind));
    }

    private static void bind(PreparedStatement statement, int at, ModuleRow row) throws SQLException {
        int next = at;
        for (Object value : row.values()) {
            statement.setObject(next++, value instanceof Instant instant ? Timestamptz.of(instant) : value);
        }
    }
}
