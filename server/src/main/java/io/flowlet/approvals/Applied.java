package io.flowlet.approvals;

import io.flowlet.http.ProblemCode;
import org.jspecify.annotations.Nullable;

/** What came of carrying out an approved change. */
public sealed interface Applied {
    /**
     * It was done.
     *
     * @param result what there is now, by its public name; no personal data
     * @param confirmationCode what whoever approved last is told, this once; null for nothing
     */
    record Done(String result, @Nullable String confirmationCode) implements Applied {
        public Done(String result) {
            this(result, null);
        }

        @Override
        public String toString() {
            return "Done[" + result + "]";
        }
    }

    /** It stands, and is done in a transaction of its own once this one is committed; only of a {@link CarriedOutLater} kind. */
    record Later() implements Applied {}

    /** It cannot be done any more, and nothing was. */
    record Refused(ProblemCode reason) implements Applied {}
}
