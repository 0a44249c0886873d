package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.http.ClientAddress;
import io.flowlet.ids.PublicId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth client without its secret, which nobody can read again. Immutable.
 *
 * @param id UUIDv7, the stable principal behind every token of this client
 * @param tenant {@link TenantId#PLATFORM} for an operator
 * @param tenantPublic what {@code ten_…} shows; zero for the platform
 * @param name 1 to 100 characters, chosen by whoever made it; not a person's name
 * @param scopes what its tokens can hold at most
 * @param allowedNetworks where it may call from; empty: from anywhere
 * @param revokedAt null while it works; never becomes null again
 * @param signIn null for a client that lets nobody sign in
 * @param security how it proves itself and what its tokens are bound to
 */
public record Client(
        UUID id,
        TenantId tenant,
        UUID tenantPublic,
        String name,
        Set<Scope> scopes,
        List<Network> allowedNetworks,
        Instant createdAt,
        @Nullable Instant revokedAt,
        @Nullable SignInRegistration signIn,
        ClientSecurity security) {
    private static final String PREFIX = "cli";

    public Client {
        scopes = Set.copyOf(scopes);
        allowedNetworks = List.copyOf(allowedNetworks);
    }

    /** What a client of this id calls itself. */
    public static String nameOf(UUID id) {
        return PublicId.format(PREFIX, id);
    }

    /** The client that {@link #clientId} names so; empty for every other text. */
    public static Optional<UUID> idOf(String clientId) {
        return PublicId.parse(PREFIX, clientId);
    }

    /** {@code cli_…}, what the client calls itself at the token endpoint. */
    public String clientId() {
        return nameOf(id);
    }

    /** {@code ten_…}, the {@code tid} of its tokens. */
    public String tid() {
        return PublicId.format("ten", tenantPublic);
    }

    /** Whether it may call from the address of {@code peer}. */
    public boolean mayCallFrom(ClientAddress peer) {
        return allowedNetworks.isEmpty() || allowedNetworks.stream().anyMatch(network -> network.contains(peer.ip()));
    }

    /** Whether a person may be sent to {@code address} with the answer to an authorization request. */
    public boolean mayAnswerTo(String address) {
        return signIn != null
                && (signIn.mayAnswerTo(address)
                        || (security.profile() == ClientProfile.NATIVE && signIn.mayAnswerToLoopback(address)));
    }

    /**
     * Who acts when this client does.
     *
     * @param granted the scopes of its token
     * @param method how it proved itself, for example {@code client_secret_basic}
     */
    public Actor actor(Set<Scope> granted, String method) {
        ActorKind kind = tenant.isPlatform() ? ActorKind.OPERATOR : ActorKind.CLIENT;
        return new Actor(tenant, id, kind, clientId(), granted, method);
    }
}
