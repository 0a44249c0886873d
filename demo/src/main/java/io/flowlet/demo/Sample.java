package io.flowlet.demo;

/**
 * What a visitor needs to try the sample program out.
 *
 * @param subscribers how many there are
 * @param payments how many were made
 * @param fromWallet a wallet with money
 * @param toWallet another of the same currency
 */
record Sample(
        String clientId, String clientSecret, int subscribers, int payments, String fromWallet, String toWallet) {}
