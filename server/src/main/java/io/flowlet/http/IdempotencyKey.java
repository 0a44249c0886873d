package io.flowlet.http;

import io.flowlet.actor.TenantId;
import java.util.UUID;

/**
 * Names one intended effect: a repeat with the same five values is the same request.
 *
 * @param principal client or user, stable over key rotation and token renewal
 * @param route method and path as called, ids included, for example {@code POST /v1/payments}
 * @param key as sent: 1 to 255 visible ASCII characters
 * @param requestHash HMAC-SHA-256 of the request's canonical form, hexadecimal; the same key with another hash is refused
 */
public record IdempotencyKey(TenantId tenant, UUID principal, String route, String key, String requestHash) {

    /** Whether both name the same slot, whatever was asked. */
    public boolean sameSlotAs(IdempotencyKey other) {
        return tenant.equals(other.tenant)
                && principal.equals(other.principal)
                && route.equals(other.route)
                && key.equals(other.key);
    }

    /** Whether both ask for the same thing; means something only for the same slot. */
    public boolean sameRequestAs(IdempotencyKey other) {
        return requestHash.equals(other.requestHash);
    }
}
