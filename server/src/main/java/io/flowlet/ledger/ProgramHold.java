package io.flowlet.ledger;

/**
 * A hold as it is told outside: accounts by their public ids.
 *
 * @param own whether both accounts are the program's
 */
public record ProgramHold(Hold hold, AccountId debit, AccountId credit, boolean own) {}
