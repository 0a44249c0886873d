package io.flowlet.ledger;

/**
 * A transaction as it is told outside.
 *
 * @param own whether all its accounts are the program's; the program is not told of others
 */
public record ProgramTransaction(LedgerTransaction transaction, boolean own) {}
