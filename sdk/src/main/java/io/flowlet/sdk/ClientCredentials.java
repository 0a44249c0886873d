package io.flowlet.sdk;

/**
 * An OAuth client and its secret. Text forms hide the secret.
 *
 * @param id {@code cli_…}
 */
public record ClientCredentials(String id, String secret) {
    @Override
    public String toString() {
        return "ClientCredentials[" + id + "]";
    }
}
