package io.flowlet.sdk.problem;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No answer came: the connection failed, was cut or took too long, also over the retries. What the server did is unknown; the same call
 * with {@link #idempotencyKey()} finds out, with exactly one effect.
 */
public final class Unreachable extends FlowletException {
    private final @Nullable String idempotencyKey;

    public Unreachable(String operation, @Nullable String idempotencyKey, Throwable cause) {
        super(operation + ": no answer", cause);
        this.idempotencyKey = idempotencyKey;
    }

    /** The key under which the call went out; empty for a call that takes none. */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }
}
