package io.flowlet.identity;

/**
 * A secret that an authenticator app may take, worth nothing until a code of it is sent.
 *
 * @param secret in base 32, for typing
 * @param uri {@code otpauth://…}, for the app
 */
public record TotpOffer(String secret, String uri) {
    @Override
    public String toString() {
        return "TotpOffer[…]";
    }
}
