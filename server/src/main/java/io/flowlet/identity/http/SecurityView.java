package io.flowlet.identity.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.RedirectUri;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a client protects itself, as the API shows it. */
record SecurityView(
        String profile,
        String tokenEndpointAuthMethod,
        @JsonRawValue @Nullable String jwks,
        @Nullable String jwksUri,
        @Nullable TlsNameBody tlsClientAuth,
        String senderConstraint,
        boolean parRequired,
        boolean pkceRequired,
        String idTokenSignedResponseAlg,
        List<String> grantTypes,
        List<String> postLogoutRedirectUris,
        @Nullable String backchannelLogoutUri,
        boolean backchannelLogoutSessionRequired) {
    static SecurityView of(ClientSecurity security) {
        Optional<ClientKeys> keys = Optional.ofNullable(security.proof().keys());
        return new SecurityView(
                security.profile().code(),
                security.proof().method().code(),
                keys.map(ClientKeys::jwks).orElse(null),
                keys.map(ClientKeys::jwksUri).orElse(null),
                Optional.ofNullable(security.proof().tlsName())
                        .map(TlsNameBody::of)
                        .orElse(null),
                security.sender().code(),
                security.parRequired(),
                security.pkceRequired(),
                security.idTokenAlgorithm().name(),
                security.grants().stream().map(ClientGrant::code).sorted().toList(),
                security.logout().redirectUris().stream()
                        .map(RedirectUri::value)
                        .toList(),
                security.logout().backchannelUri(),
                security.logout().sessionRequired());
    }
}
