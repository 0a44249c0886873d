package io.flowlet.ledger;

import io.flowlet.money.Money;
import java.time.Instant;
import java.util.UUID;

/**
 * One line of an account's history.
 *
 * @param transfer id of the transfer that it is one side of; the place in the history from which a next page goes on
 * @param version place in the account's chain, from 1 without gaps
 * @param change what it added to {@code posted}; negative for a debit, zero for a hold
 * @param balance {@code posted} afterwards
 * @param other the account on the other side
 * @param valueAt when it takes effect
 * @param bookedAt when it was recorded
 */
public record Entry(
        UUID transfer,
        TransactionId transaction,
        long version,
        EntryKind kind,
        Money change,
        Money balance,
        AccountNumber other,
        Instant valueAt,
        Instant bookedAt) {}
