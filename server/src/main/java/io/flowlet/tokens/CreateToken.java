package io.flowlet.tokens;

import io.flowlet.subscribers.SubscriberId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a token. Holds the value in clear.
 *
 * @param subscriber whose value it is; null for one of the tenant itself
 */
public record CreateToken(
        TokenType type,
        String value,
        TokenFormat format,
        @Nullable SubscriberId subscriber) {
    @Override
    public String toString() {
        return "CreateToken[" + type + "]";
    }
}
