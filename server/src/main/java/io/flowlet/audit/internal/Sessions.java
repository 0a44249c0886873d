package io.flowlet.audit.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Where new database sessions come from. */
@FunctionalInterface
public interface Sessions {
    /** A new connection, which the caller closes. */
    Connection open() throws SQLException;
}
