package io.flowlet.sdk;

import java.util.function.Supplier;

/** Where the access token of a call comes from. */
interface Credential {
    /** A token that is good for now. */
    String token();

    /** The server does not believe {@code token}. */
    void disbelieved(String token);

    static Credential supplied(Supplier<String> tokens) {
        return new Credential() {
            @Override
            public String token() {
                return tokens.get();
            }

            @Override
            public void disbelieved(String token) {
                // whoever supplies tokens sees the problem and knows what to do
            }
        };
    }
}
