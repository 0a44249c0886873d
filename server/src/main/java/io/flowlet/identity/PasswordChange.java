package io.flowlet.identity;

import io.flowlet.http.FieldFault;
import java.util.List;

/** What came of changing a password. */
public sealed interface PasswordChange {
    /** The new one counts from now on, and every other session has ended. */
    record Changed() implements PasswordChange {}

    /** {@code wrong} for the current one; for the new one as {@link PasswordOutcome.Refused}, and {@code used_before}. */
    record Refused(List<FieldFault> faults) implements PasswordChange {
        public Refused {
            faults = List.copyOf(faults);
        }
    }

    /** The current one was wrong too often from this network. */
    record TooManyAttempts(int retryAfterSeconds) implements PasswordChange {}
}
