package io.flowlet.client;

/**
 * Somebody whom the form for sending money offers by name.
 *
 * @param label shown to people
 * @param walletId {@code wal_…}
 */
public record SuggestedPayee(String label, String walletId) {}
