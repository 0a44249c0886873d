package io.flowlet.vault;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of blind indexes: a row for each thing that is found and each version, with columns {@code tenant_id} and {@code version}. Names are
 * constants of the module, never input. Immutable.
 *
 * @param table {@code schema.table}
 * @param id the {@code uuid} column that names what is found
 * @param field a column by which one thing has several indexes of a version; empty if it has one
 */
public record IndexTable(String table, String id, Optional<String> field) {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?");

    /** @throws IllegalArgumentException if one of these is no name */
    public IndexTable {
        if (!NAME.matcher(table).matches()
                || !NAME.matcher(id).matches()
                || !NAME.matcher(field.orElse(id)).matches()) {
            throw new IllegalArgumentException("no table of blind indexes: " + table);
        }
    }
}
