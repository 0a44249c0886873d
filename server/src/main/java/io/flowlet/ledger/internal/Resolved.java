package io.flowlet.ledger.internal;

import io.flowlet.http.ProblemCode;
import io.flowlet.ledger.Command;
import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingRefusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A program's command, looked up. */
public sealed interface Resolved {
    /**
     * It can be handed to the ledger.
     *
     * @param places for each leg of the command the pointer to what asked for it; empty where there is one only
     */
    record Ready(Command command, List<String> places) implements Resolved {
        private static final Set<PostingRefusal> VALUE_DATE =
                EnumSet.of(PostingRefusal.PERIOD_CLOSED, PostingRefusal.VALUE_AT_IN_FUTURE);

        /** Where it was asked for what was refused; null for the whole command. */
        public @Nullable String place(PostingOutcome.Refused refused) {
            if (VALUE_DATE.contains(refused.reason())) {
                return "/value_at";
            }
            return refused.leg() < places.size() ? places.get(refused.leg()) : null;
        }
    }

    /**
     * It cannot.
     *
     * @param pointer to the member that is the reason; null for the whole command
     */
    record Refused(ProblemCode reason, @Nullable String pointer) implements Resolved {}
}
