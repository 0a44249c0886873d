package io.flowlet.actor;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated principal of one request.
 *
 * @param tenant the tenant that the credential belongs to; {@link TenantId#PLATFORM} for operators
 * @param principal stable over key rotation and token renewal: the client's or user's own id
 * @param name the public name of the credential ({@code client_id}), never a person's name
 * @param method how it proved itself, for example {@code client_secret_basic}
 * @param breakGlass {@code bgl_…} while a break-glass role is on for this person, whether the credential uses it or not; otherwise null
 */
public record Actor(
        TenantId tenant,
        UUID principal,
        ActorKind kind,
        String name,
        Set<Scope> scopes,
        String method,
        @Nullable String breakGlass) {
    /** As most: no break-glass role is on. */
    public Actor(TenantId tenant, UUID principal, ActorKind kind, String name, Set<Scope> scopes, String method) {
        this(tenant, principal, kind, name, scopes, method, null);
    }

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
