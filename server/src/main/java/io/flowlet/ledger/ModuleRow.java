package io.flowlet.ledger;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a module's table.
 *
 * @param values in the order of the columns: {@code Integer, Long, Short, Boolean, String, UUID, Instant, byte[]} or null
 */
public record ModuleRow(ModuleTable table, List<@Nullable Object> values) {
    public ModuleRow {
        values = Collections.unmodifiableList(Arrays.asList(values.toArray()));
        if (values.size() != table.columns()) {
            throw new IllegalArgumentException(
                    table.columns() + " values for " + table.into() + ", not " + values.size());
        }
    }

    /** A row from its values. */
    public static ModuleRow of(ModuleTable table, @Nullable Object... values) {
        return new ModuleRow(table, Arrays.asList(values));
    }
}
