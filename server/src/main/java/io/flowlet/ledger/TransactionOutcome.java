package io.flowlet.ledger;

import io.flowlet.http.ProblemCode;

/** What became of a transaction that a program asked for. */
public sealed interface TransactionOutcome {
    /** It stands in the books. */
    record Posted(LedgerTransaction transaction) implements TransactionOutcome {}

    /** Nothing was posted, for a reason of the catalogue. */
    record Refused(ProblemCode reason) implements TransactionOutcome {}
}
