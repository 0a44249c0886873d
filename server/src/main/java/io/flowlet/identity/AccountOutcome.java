package io.flowlet.identity;

import io.flowlet.http.FieldFault;
import java.util.List;

/** What came of asking for an account. */
public sealed interface AccountOutcome {
    /** It is there, as soon as the transaction commits. */
    record Created(Account account) implements AccountOutcome {}

    /** The tenant has an account of this sort with this address; nothing was done. To be told to nobody but staff. */
    record EmailTaken() implements AccountOutcome {}

    /** As {@link PasswordOutcome.Refused}; nothing was done. */
    record PasswordRefused(List<FieldFault> faults) implements AccountOutcome {
        public PasswordRefused {
            faults = List.copyOf(faults);
        }
    }
}
