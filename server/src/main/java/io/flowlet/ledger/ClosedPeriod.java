package io.flowlet.ledger;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A period whose value dates are closed for good: from the day after the one before it through {@code closedThrough} (UTC).
 *
 * @param closedBy the public name of the credential, never a person's name
 * @param digest SHA-256, hexadecimal, of the trial balance by value date at its end: the day, then each line as GL code, ISO 4217 number,
 *     debit and credit in minor units with commas between, every line of the text with a line feed at its end
 */
public record ClosedPeriod(LocalDate closedThrough, Instant closedAt, String closedBy, String digest) {}
