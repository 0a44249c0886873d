package io.flowlet.ledger.internal.engine;

import java.util.List;

/**
 * What a batch starts from; nobody else changes it meanwhile.
 *
 * @param accounts those that the commands name; one that is missing is unknown
 * @param holds those that the commands name; one that is missing is unknown
 * @param reversed those of the transfers to reverse of which something has moved back
 */
public record Locked(List<Account> accounts, List<Held> holds, List<Reversed> reversed) {
    public Locked {
        accounts = List.copyOf(accounts);
        holds = List.copyOf(holds);
        reversed = List.copyOf(reversed);
    }
}
