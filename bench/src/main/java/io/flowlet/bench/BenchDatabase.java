package io.flowlet.bench;

import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of the bench's server; every role has the same password.
 *
 * @param name of the database
 * @param password of every role
 */
public record BenchDatabase(int port, String name, String password) {
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** As {@code serve} gets them. */
    public DatabaseSettings settings() {
        return new DatabaseSettings(url(), password, password, password, password, 16);
    }

    public DataSource as(DatabaseRole role) {
        return new Connections(settings()).direct(role);
    }

    /** Goes past every right and policy: to make room and to fill it. */
    public DataSource asSuperuser() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url());
        source.setUser(BenchServer.SUPERUSER);
        source.setPassword(password);
        return source;
    }

    /** Runs statements as the superuser. */
    public void execute(String sql) {
        try (Connection connection = asSuperuser().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
