package io.flowlet.identity.internal;

import io.flowlet.actor.TenantId;
import java.time.Instant;
import java.util.UUID;

/**
 * A browser that was sent to an identity provider.
 *
 * @param client where the person wants to go
 * @param authenticatedAfter a sign-in at the provider from before is too old
 */
public record FederationStep(
        UUID id, TenantId tenant, UUID client, UUID provider, Instant authenticatedAfter, Instant expiresAt) {}
