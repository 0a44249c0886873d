package io.flowlet.demo;

import io.flowlet.client.SuggestedPayee;
import io.flowlet.identity.Client;
import java.util.List;

/**
 * What a visitor needs to try the sample program out.
 *
 * @param fromWallet a wallet with money
 * @param toWallet another of the same currency
 * @param person somebody who can sign in to the app
 * @param analyst somebody who can sign in to the console
 * @param payees whom the app offers by name
 */
record Sample(
        Client client,
        String clientSecret,
        String fromWallet,
        String toWallet,
        Login person,
        Login analyst,
        List<SuggestedPayee> payees) {
    /** Of a throwaway account. */
    record Login(String email, String password) {
        @Override
        public String toString() {
            return "Login[…]";
        }
    }

    @Override
    public String toString() {
        return "Sample[" + client.clientId() + "]";
    }
}
