package io.flowlet.identity;

import io.flowlet.http.FieldFault;
import java.util.List;

/** What became of a password that somebody chose. */
public sealed interface PasswordOutcome {
    /** It is taken. */
    record Taken(PreparedPassword password) implements PasswordOutcome {}

    /** It breaks a rule; codes {@code too_long}, {@code too_short}, {@code breached}, {@code too_simple}, {@code personal}. */
    record Refused(List<FieldFault> faults) implements PasswordOutcome {
        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
