package io.flowlet.audit.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** Where new connections come from. */
@FunctionalInterface
public interface Connections {
    /** A new connection, which the caller closes. */
    Connection open() throws SQLException;
}
