package io.flowlet.cli;

import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.database.Migrations;
import io.flowlet.settings.SettingsReport;
import java.util.Set;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "migrate",
        description = {
            "Bring the database to the version of this build, as flowlet_owner. Re-runnable.",
            "Needs database.url and database.owner-password, nothing else; run deploy/postgres/roles.sql before the first time."
        })
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    private final Terminal terminal;

    MigrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SettingsReport settings = configured.checkOnly(Set.of("database.url", "database.owner-password"));
        if (!settings.isSound()) {
            terminal.note(settings.told().strip());
            return ExitCode.FAILED;
        }
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        try {
            int applied = new Migrations(new Connections(database).direct(DatabaseRole.OWNER)).run(terminal::progress);
            terminal.line(applied == 0 ? "Up to date: nothing to apply." : applied + " scripts applied.");
            return ExitCode.OK;
        } catch (FlywayException e) {
            terminal.note("Migration failed; what came before it stays applied, the failing script was rolled back.\n"
                    + e.getMessage());
            return ExitCode.FAILED;
        }
    }
}
