package io.flowlet.cli;

import io.flowlet.database.DatabaseFault;
import io.flowlet.database.DatabaseGuard;
import java.util.List;
import java.util.Optional;

/** The refusals of a start, told alike by {@code serve}, {@code demo} and {@code doctor}. */
public final class Starting {
    private Starting() {}

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
