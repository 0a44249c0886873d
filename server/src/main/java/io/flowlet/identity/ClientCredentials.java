package io.flowlet.identity;

/**
 * A new client and its secret: the only time that the secret can be seen.
 *
 * @param secret {@code cls_} and 256 random bits in base64url
 */
public record ClientCredentials(Client client, String secret) {
    @Override
    public String toString() {
        return "ClientCredentials[" + client.clientId() + "]";
    }
}
