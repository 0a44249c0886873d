package io.flowlet.actor;

import java.util.Set;
import java.util.UUID;

/**
 * The authenticated principal of one request.
 *
 * @param tenant the tenant that the credential belongs to; {@link TenantId#PLATFORM} for operators
 * @param principal stable over key rotation and token renewal: the client's or user's own id
 * @param name the public name of the credential ({@code client_id}), never a person's name
 * @param method how it proved itself, for example {@code client_secret_basic}
 */
public record Actor(TenantId tenant, UUID principal, ActorKind kind, String name, Set<Scope> scopes, String method) {
    /** The server acting on its own behalf in {@code tenant}. */
    public static Actor system(TenantId tenant, String job) {
        return new Actor(tenant, new UUID(0, 0), ActorKind.SYSTEM, job, Set.of(), "internal");
    }

    public Actor {
        scopes = Set.copyOf(scopes);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
