package io.flowlet.screening.internal.matching;

import io.flowlet.screening.ListedEntry;

/**
 * An entry with what it is told apart by.
 *
 * @param hash SHA-256 of the entry, in hexadecimal
 */
public record Listing(ListedEntry entry, int listVersion, String hash) {}
