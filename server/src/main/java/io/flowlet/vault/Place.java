package io.flowlet.vault;

import java.util.UUID;

/**
 * Where a ciphertext stands; authenticated with it, so that one moved to another table, column, row or tenant does not open.
 *
 * @param table {@code schema.table}
 * @param column the column's name
 * @param row the row's own id
 */
public record Place(String table, String column, UUID row) {}
