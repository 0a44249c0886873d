package io.flowlet.cli;

import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseFault;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.settings.SettingsReport;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;

/** What stands before every start, and its refusals: told alike by {@code serve}, {@code demo} and each command that calls facades. */
public final class Starting {
    private Starting() {}

    /** What a command does with the facades. */
    interface Work<E extends Exception> {
        /** Gives the exit code. */
        int with(ConfigurableApplicationContext facades) throws E;
    }

    /** Does {@code work} with the facades, if nothing is wrong with settings and database; otherwise tells what is. */
    static <E extends Exception> int withFacades(SettingsReport settings, Terminal terminal, Work<E> work) throws E {
        if (isRefused(settings, terminal)) {
            return ExitCode.FAILED;
        }
        try (ConfigurableApplicationContext facades = FlowletServer.facades(settings)) {
            return work.with(facades);
        }
    }

    /** Whether something is wrong with settings or database, which is told then. */
    static boolean isRefused(SettingsReport settings, Terminal terminal) {
        if (!settings.isSound()) {
            terminal.note(settings.told().strip());
            return true;
        }
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        DatabaseGuard guard = new DatabaseGuard(new Connections(database).direct(DatabaseRole.APP), Clock.systemUTC());
        Optional<String> refusal = refusal(guard, database.url());
        refusal.ifPresent(terminal::note);
        return refusal.isPresent();
    }

    /** What the guard found, for an operator; empty if the server may start. */
    public static Optional<String> refusal(DatabaseGuard guard, String url) {
        List<DatabaseFault> faults = guard.faults();
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder told = new StringBuilder("Flowlet cannot start: ")
                .append(faults.size() == 1 ? "1 thing is" : faults.size() + " things are")
                .append(" wrong with the database (")
                .append(url)
                .append(").\n");
        for (DatabaseFault fault : faults) {
            told.append("  ")
                    .append(fault.what())
                    .append("\n      ")
                    .append(fault.fix())
                    .append('\n');
        }
        return Optional.of(told.append("Nothing was changed.").toString());
    }
}
