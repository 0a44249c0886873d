package io.flowlet.demo;

/**
 * What a visitor needs to try the sample program out.
 *
 * @param fromWallet a wallet with money
 * @param toWallet another of the same currency
 */
record Sample(String clientId, String clientSecret, String fromWallet, String toWallet) {
    @Override
    public String toString() {
        return "Sample[" + clientId + "]";
    }
}
