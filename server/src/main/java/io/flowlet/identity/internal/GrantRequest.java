package io.flowlet.identity.internal;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationGrantAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/** A request to the token endpoint that rests on a person's grant: a code, a refresh token or a device, not yet judged. */
final class GrantRequest extends OAuth2AuthorizationGrantAuthenticationToken {
    private final transient Map<String, String> sent;

    /** @param sent the parameters of this grant that were sent, by name */
    GrantRequest(AuthorizationGrantType type, Authentication client, Map<String, String> sent) {
        super(type, client, null);
        this.sent = Map.copyOf(sent);
    }

    OAuth2ClientAuthenticationToken client() {
        return (OAuth2ClientAuthenticationToken) Objects.requireNonNull(getPrincipal());
    }

    /** Empty text if it was not sent, which nothing of ours equals. */
    String sent(String name) {
        return sent.getOrDefault(name, "");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
