package io.flowlet.tokens;

import io.flowlet.subscribers.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token and what may be told of its value.
 *
 * @param token what others hold in the value's place
 * @param masked the value with stars: of a card number the last four digits
 * @param subscriber whose value it is; null for one of the tenant itself
 */
public record Token(
        TokenId id,
        TokenType type,
        TokenFormat format,
        String token,
        String masked,
        @Nullable SubscriberId subscriber,
        Instant createdAt) {
    @Override
    public String toString() {
        return "Token[" + id + "]";
    }
}
