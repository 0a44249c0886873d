package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.RedirectUri;
import io.flowlet.tenants.Transactions;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** Our clients as Spring Authorization Server wants them; the secret's digest stays behind. Revoked clients are not there. Thread-safe. */
@Component
public final class RegisteredClients implements RegisteredClientRepository {
    private static final String CLIENT = "flowlet.client";

    private final Transactions transactions;
    private final ClientRows rows;
    private final TokenSettings tokens;

    RegisteredClients(Transactions transactions, ClientRows rows, IdentitySettings settings) {
        this.transactions = transactions;
        this.rows = rows;
        this.tokens = TokenSettings.builder()
                .accessTokenTimeToLive(settings.accessTokenLife())
                .build();
    }

    /** The client that {@code registered} was made from. */
    public static Client clientOf(@Nullable RegisteredClient registered) {
        return Objects.requireNonNull(
                Objects.requireNonNull(registered).getClientSettings().<Client>getSetting(CLIENT));
    }

    /** {@code client} with what it may do at the OAuth endpoints. */
    public RegisteredClient register(Client client) {
        return RegisteredClient.withId(client.id().toString())
                .clientId(client.clientId())
                .clientIdIssuedAt(client.createdAt())
                .clientName(client.name())
                .clientAuthenticationMethod(new ClientAuthenticationMethod(
                        client.security().proof().method().code()))
                .authorizationGrantTypes(grants -> client.security().grants().stream()
                        .map(grant -> new AuthorizationGrantType(grant.code()))
                        .forEach(grants::add))
                .redirectUris(addresses -> Optional.ofNullable(client.signIn()).stream()
                        .flatMap(signIn -> signIn.redirectUris().stream())
                        .map(RedirectUri::value)
                        .forEach(addresses::add))
                .scopes(scopes ->
                        client.scopes().stream().map(Scope::value).sorted().forEach(scopes::add))
                .clientSettings(ClientSettings.builder().setting(CLIENT, client).build())
                .tokenSettings(tokens)
                .build();
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return find(rows -> rows.byId(UUID.fromString(id)));
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return find(rows -> rows.byClientId(clientId).map(StoredClient::client));
    }

    /** Clients are made by {@link io.flowlet.identity.Clients}. */
    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("clients are not registered this way");
    }

    private @Nullable RegisteredClient find(Function<ClientRows, Optional<Client>> search) {
        return transactions
                .control(() -> search.apply(rows))
                .filter(client -> client.revokedAt() == null)
                .map(this::register)
                .orElse(null);
    }
}
