package io.flowlet.ledger;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a command of a program. */
public sealed interface ProgramOutcome {
    /**
     * It stands in the books.
     *
     * @param hold the hold that was placed or changed, as it stands afterwards; null for commands that touch none
     */
    record Posted(LedgerTransaction transaction, @Nullable ProgramHold hold) implements ProgramOutcome {
        /** As {@link #hold}, of a command on a hold. */
        public ProgramHold changedHold() {
            if (hold == null) {
                throw new IllegalStateException("a command on a hold changed none: " + transaction.id());
            }
            return hold;
        }
    }

    /**
     * Nothing was posted, for a reason of the catalogue.
     *
     * @param faults which leg was the reason, where there are several
     */
    record Refused(ProblemCode reason, List<FieldFault> faults) implements ProgramOutcome {
        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
