package io.flowlet.identity.http;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.Network;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client as the API shows it; {@code id} is its {@code client_id}. */
record ClientView(
        String id,
        String name,
        List<String> scopes,
        List<String> allowedNetworks,
        Instant createdAt,
        @Nullable Instant revokedAt,
        @Nullable SignInView signIn,
        SecurityView security) {
    static ClientView of(Client client) {
        return new ClientView(
                client.clientId(),
                client.name(),
                client.scopes().stream().map(Scope::value).sorted().toList(),
                client.allowedNetworks().stream().map(Network::toString).toList(),
                client.createdAt(),
                client.revokedAt(),
                client.signIn() == null ? null : SignInView.of(client.signIn()),
                SecurityView.of(client.security()));
    }
}
