package io.flowlet;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Makes up one row of tenant 1 for any table: a value of each column's type that passes the checks of this schema. */
final class TableRows {
    private static final Map<String, String> SPECIAL = Map.of(
            "tenant_id", "1",
            "owner", "'wallets'",
            "gl_code", "'2100'",
            "name", "'planted'",
            "debit_account", "1",
            "credit_account", "2");

    private TableRows() {}

    static String insertInto(JdbcTemplate superuser, String table) {
        List<Map<String, Object>> columns = superuser.queryForList(
                """
                select column_name, data_type from information_schema.columns
                where table_schema || '.' || table_name = ? and is_nullable = 'NO' and is_generated = 'NEVER'
                """,
                table);
        String names = String.join(
                ", ", columns.stream().map(column -> (String) column.get("column_name")).toList());
        String values = String.join(", ", columns.stream().map(TableRows::value).toList());
        return "insert into %s (%s) values (%s)".formatted(table, names, values);
    }

    private static String value(Map<String, Object> column) {
        String name = (String) column.get("column_name");
        if (SPECIAL.containsKey(name)) {
            return SPECIAL.get(name);
        }
        if (name.equals("kind") && column.get("data_type").equals("text")) {
            return "'deposit'";
        }
        return switch (((String) column.get("data_type")).toLowerCase(Locale.ROOT)) {
            case "uuid" -> "gen_random_uuid()";
            case "bytea" -> "'\\x00'";
            case "text" -> "'planted'";
            case "boolean" -> "false";
            case "xid8" -> "pg_current_xact_id()";
            case "date" -> "current_date";
            case "timestamp with time zone" -> "now()";
            default -> "1";
        };
    }
}
