package io.flowlet.cli;

import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.settings.SettingsReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The database as {@code flowlet_reader} sees it: all tenants, and nothing can be written. */
final class ReaderDatabase {
    private static final Set<String> NEEDED = Set.of("database.url", "database.reader-password");

    private ReaderDatabase() {}

    /** Empty, and the reason told, if the settings are wrong or the database cannot be reached. */
    static Optional<DataSource> connect(Configured configured, Terminal terminal) {
        SettingsReport settings = configured.checkOnlyOrDemo(NEEDED);
        if (!settings.isSound()) {
            terminal.note(settings.told().strip());
            return Optional.empty();
        }
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        DataSource reader = new Connections(database).direct(DatabaseRole.READER);
        try (Connection connection = reader.getConnection()) {
            terminal.progress("reading " + connection.getMetaData().getURL() + " (" + settings.where() + ")");
            return Optional.of(reader);
        } catch (SQLException e) {
            terminal.note("The database cannot be read (" + database.url() + ", settings from " + settings.where()
                    + "): " + e.getMessage() + "\nIs it running? For a demo: ./flowlet demo");
            return Optional.empty();
        }
    }
}
