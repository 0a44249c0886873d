package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code /v1/key_destructions}: the end of a tenant, by two operators of the platform and a day. */
public final class KeyDestructions {
    private final Api api;

    KeyDestructions(Api api) {
        this.api = api;
    }

    /** How far a request is. */
    public enum State {
        /** Waits for another operator. */
        REQUESTED,
        /** Waits for its time. */
        APPROVED,
        WITHDRAWN,
        /** Its time came, and something needed the keys. */
        REFUSED,
        CARRIED_OUT,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * A request to destroy every key of a tenant.
     *
     * @param tenantId {@code ten_…}
     * @param requestedBy {@code cli_…} of an operator
     * @param earliestAt before which nothing is destroyed; null until another operator agreed
     * @param endedBy who took it back, or the server's job
     */
    public record KeyDestruction(
            String id,
            String tenantId,
            String reference,
            State state,
            String requestedBy,
            Instant requestedAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt,
            @Nullable Instant earliestAt,
            @Nullable String endedBy,
            @Nullable Instant endedAt) {}

    /** @param reference what it rests on, up to 100 characters; names nobody */
    record NewKeyDestruction(String tenantId, String reference) {}

    /**
     * Asks that every key of a tenant be destroyed. Refused with {@code keys_needed} while something needs them.
     *
     * @param reference what it rests on, up to 100 characters; names nobody
     */
    public KeyDestruction request(String tenantId, String reference) {
        return request(tenantId, reference, IdempotencyKey.fresh());
    }

    /** As {@link #request(String, String)}. */
    public KeyDestruction request(String tenantId, String reference, IdempotencyKey key) {
        NewKeyDestruction asked = new NewKeyDestruction(tenantId, reference);
        return api.ask(Call.post("/v1/key_destructions").sending(asked).once(key), KeyDestruction.class);
    }

    public Pages<KeyDestruction> list() {
        return api.pages(Call.get("/v1/key_destructions"), KeyDestruction.class);
    }

    public KeyDestruction find(String id) {
        return api.ask(Call.get("/v1/key_destructions/{}", id), KeyDestruction.class);
    }

    /** Agrees, as another operator than whoever asked. */
    public KeyDestruction approve(String id) {
        return approve(id, IdempotencyKey.fresh());
    }

    /** As {@link #approve(String)}, under a key of the caller. */
    public KeyDestruction approve(String id, IdempotencyKey key) {
        return api.ask(Call.post("/v1/key_destructions/{}/approval", id).once(key), KeyDestruction.class);
    }

    /** Takes it back, as whoever asked or agreed. */
    public KeyDestruction withdraw(String id) {
        return withdraw(id, IdempotencyKey.fresh());
    }

    /** As {@link #withdraw(String)}, under a key of the caller. */
    public KeyDestruction withdraw(String id, IdempotencyKey key) {
        return api.ask(Call.post("/v1/key_destructions/{}/withdrawal", id).once(key), KeyDestruction.class);
    }
}
