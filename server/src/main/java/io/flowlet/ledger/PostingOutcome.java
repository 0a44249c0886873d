package io.flowlet.ledger;

import java.util.List;

/** What the ledger decided about a unit. */
public sealed interface PostingOutcome {
    /**
     * Everything was posted.
     *
     * @param transactions one a command, in order
     * @param holds those that the unit placed or changed, as it left them, in the order of their first change
     */
    record Posted(List<PostedTransaction> transactions, List<Hold> holds) implements PostingOutcome {
        public Posted {
            transactions = List.copyOf(transactions);
            holds = List.copyOf(holds);
        }

        /** The transaction of the first, often the only, command. */
        public PostedTransaction first() {
            return transactions.getFirst();
        }
    }

    /**
     * Nothing was posted, because of one leg.
     *
     * @param command index in the unit
     * @param leg index in the command
     * @param account the account that refused
     */
    record Refused(PostingRefusal reason, int command, int leg, AccountNumber account) implements PostingOutcome {}
}
