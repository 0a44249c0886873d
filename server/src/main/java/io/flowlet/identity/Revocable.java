package io.flowlet.identity;

import java.util.UUID;

/**
 * Something that instances remember facts about, and that may end or change at any of them.
 *
 * @param kind one of the constants, or a kind of whoever writes to the feed besides: {@code [a-z_]{1,32}}
 */
public record Revocable(String kind, UUID id) {
    /** A client's own token, by its {@code jti}. */
    public static Revocable token(UUID jti) {
        return new Revocable("token", jti);
    }

    /** All tokens that followed from one code. */
    public static Revocable grant(UUID id) {
        return new Revocable("grant", id);
    }

    public static Revocable session(UUID id) {
        return new Revocable("session", id);
    }

    public static Revocable account(UUID id) {
        return new Revocable("account", id);
    }

    public static Revocable client(UUID id) {
        return new Revocable("client", id);
    }
}
