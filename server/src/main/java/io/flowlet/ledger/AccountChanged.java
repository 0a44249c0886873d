package io.flowlet.ledger;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import java.util.List;

/** What became of a {@link ChangeAccount}. */
public sealed interface AccountChanged {
    /** The account as it stands afterwards. */
    record Done(LedgerAccount account) implements AccountChanged {}

    /** Nothing was changed, for a reason of the catalogue. */
    record Refused(ProblemCode reason, List<FieldFault> faults) implements AccountChanged {
        public Refused {
            faults = List.copyOf(faults);
        }
    }
}
