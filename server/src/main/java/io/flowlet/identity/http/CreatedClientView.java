package io.flowlet.identity.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientCredentials;
import org.jspecify.annotations.Nullable;

/** A client that was just made: the only answer with its secret. A repeat says that the secret is gone, as does a client that has none. */
record CreatedClientView(
        @JsonUnwrapped ClientView client,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String clientSecret,
        boolean secretAvailable) {
    static CreatedClientView of(ClientCredentials made) {
        return new CreatedClientView(
                ClientView.of(made.client()),
                made.told().orElse(null),
                made.told().isPresent());
    }

    static CreatedClientView ofReplay(Client client) {
        return new CreatedClientView(ClientView.of(client), null, false);
    }

    @Override
    public String toString() {
        return "CreatedClientView[" + client.id() + "]";
    }
}
