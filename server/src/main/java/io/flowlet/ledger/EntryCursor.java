package io.flowlet.ledger;

import java.util.UUID;

/**
 * A place in an account's history: what comes after it is older.
 *
 * @param version of the last entry seen
 * @param transfer id of the last entry seen; its time keeps newer partitions out of the search
 */
public record EntryCursor(long version, UUID transfer) {}
