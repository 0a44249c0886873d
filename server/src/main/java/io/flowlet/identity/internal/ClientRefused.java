package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/** A client did not prove itself. The caller learns {@code invalid_client} whatever the reason; the audit learns the reason. */
final class ClientRefused extends OAuth2AuthenticationException {
    private final transient @Nullable Client client;
    private final String reason;

    /** @param client null when nobody of that name exists */
    ClientRefused(@Nullable Client client, String reason) {
        super(OAuth2ErrorCodes.INVALID_CLIENT);
        this.client = client;
        this.reason = reason;
    }

    @Nullable
    Client client() {
        return client;
    }

    String reason() {
        return reason;
    }
}
