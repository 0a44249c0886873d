package io.flowlet;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Makes up one row of tenant 1 for any table: a value of each column's type that passes the checks of this schema. */
final class TableRows {
    private static final Map<String, String> SPECIAL = Map.ofEntries(
            Map.entry("tenant_id", "1"),
            Map.entry("owner", "'wallets'"),
            Map.entry("gl_code", "'2100'"),
            Map.entry("name", "'planted'"),
            Map.entry("debit_account", "1"),
            Map.entry("credit_account", "2"),
            Map.entry("kyc_status", "'approved'"),
            Map.entry("tier", "'none'"),
            Map.entry("remaining", "0"), // a hold that is not open
            Map.entry("through_id", "'ffffffff-ffff-7fff-bfff-ffffffffffff'"),
            Map.entry("root", "sha256('')"),
            Map.entry("digest", "sha256('')"),
            Map.entry("index_value", "decode(md5(''), 'hex')"),
            Map.entry("use", "'blind_index'"),
            Map.entry("field", "'email'"),
            Map.entry("format", "'random'"),
            Map.entry("type", "'card_number'"),
            Map.entry("verdict", "'approve'"),
            Map.entry("act", "'created'"),
            Map.entry("legal_basis", "'consent'"),
            Map.entry("holds", "'{}'"),
            Map.entry("authentication", "'private_key_jwt'"),
            Map.entry("acr_values", "'{planted}'"),
            Map.entry("domains", "'{planted}'"),
            Map.entry("max_age_seconds", "60"),
            Map.entry("subject_hmac", "sha256('')"));

    private TableRows() {}

    static String insertInto(JdbcTemplate superuser, String table) {
        List<Column> columns =
                superuser.query("""
                select column_name, data_type from information_schema.columns
                where table_schema || '.' || table_name = ? and is_nullable = 'NO' and is_generated = 'NEVER'
                """, (row, number) -> new Column(row.getString(1), row.getString(2)), table);
        String names = String.join(", ", columns.stream().map(Column::name).toList());
        String values = String.join(", ", columns.stream().map(TableRows::value).toList());
        return "insert into %s (%s) values (%s)".formatted(table, names, values);
    }

    private record Column(String name, String type) {}

    private static String value(Column column) {
        String special = SPECIAL.get(column.name());
        if (special != null) {
            return special;
        }
        if (column.name().equals("kind") && column.type().equals("text")) {
            return "'deposit'";
        }
        if (column.name().equals("state") && column.type().equals("text")) {
            return "'open'";
        }
        if (column.name().equals("audience")) {
            return "'staff'";
        }
        if (column.name().equals("email_index")) {
            return "sha256('')";
        }
        return switch (column.type()) {
            case "ARRAY" -> "'{}'";
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
