package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.OpenIdScope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2TokenIntrospectionClaimNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.stereotype.Component;

/**
 * What an access token says, in the token itself and when it is introspected.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2">RFC 9068, 2</a>
 */
@Component
final class AccessTokenClaims {
    /** The media type of an access token, so that no other kind of JWT passes for one. */
    static final String TYPE = "at+jwt";

    static final String TENANT = "tid";
    static final String CLIENT = "client_id";
    static final String SCOPE = "scope";

    /** The key that the token is worth nothing without (RFC 7800). */
    static final String CONFIRMATION = "cnf";

    /** When the person proved who it is (RFC 9068, 2.2.1): a refresh does not make it younger. */
    static final String AUTH_TIME = "auth_time";

    /** How the person did (RFC 9068, 2.2.1). */
    static final String ACR = "acr";

    static final String AMR = "amr";

    private final IdentitySettings settings;
    private final SignatureAlgorithm algorithm;

    AccessTokenClaims(IdentitySettings settings) {
        this.settings = settings;
        this.algorithm = TokenSigning.headerOf(settings.signing().accessTokens());
    }

    /** Adds ours to what the generator has set: {@code iss sub iat nbf exp jti}. */
    void complete(JwtEncodingContext context) {
        Client client = RegisteredClients.clientOf(context.getRegisteredClient());
        Authentication principal = Objects.requireNonNull(context.getPrincipal());
        context.getJwsHeader().algorithm(algorithm).type(TYPE);
        context.getClaims()
                .audience(List.of(settings.audienceOf(PersonAuthentication.audienceOf(principal))))
                .claim(TENANT, client.tid())
                .claim(CLIENT, client.clientId())
                .claim(SCOPE, String.join(" ", new TreeSet<>(context.getAuthorizedScopes())));
        PersonAuthentication.endOf(principal)
                .ifPresent(end -> context.getClaims()
                        .claims(claims -> claims.computeIfPresent(
                                JwtClaimNames.EXP, (name, usual) -> end.isBefore((Instant) usual) ? end : usual)));
        KeyBinding binding = OAuthContext.current().binding();
        if (binding != null) {
            context.getClaims().claim(CONFIRMATION, binding.confirmation());
        }
        PersonAuthentication.authenticatedAt(principal)
                .ifPresent(at -> context.getClaims().claim(AUTH_TIME, at.getEpochSecond()));
        PersonAuthentication.proofOf(principal)
                .ifPresent(proof -> context.getClaims().claim(ACR, proof.acr()).claim(AMR, proof.amr()));
    }

    /** As introspection answers; times are added by its provider. */
    Map<String, Object> of(IssuedToken token) {
        Client client = token.client();
        List<String> scopes = Stream.concat(
                        token.scopes().stream().map(Scope::value),
                        token.openId().stream().map(OpenIdScope::code))
                .sorted()
                .toList();
        Map<String, Object> claims = new HashMap<>();
        claims.put(OAuth2TokenIntrospectionClaimNames.ISS, settings.issuer());
        claims.put(OAuth2TokenIntrospectionClaimNames.SUB, token.subject());
        claims.put(OAuth2TokenIntrospectionClaimNames.AUD, List.of(settings.audienceOf(token.audience())));
        claims.put(OAuth2TokenIntrospectionClaimNames.JTI, token.jti().toString());
        claims.put(SCOPE, scopes);
        claims.put(TENANT, client.tid());
        if (token.binding() != null) {
            claims.put(CONFIRMATION, token.binding().confirmation());
        }
        if (token.grant() != null && token.grant().authenticatedAt() != null) {
            claims.put(AUTH_TIME, token.grant().authenticatedAt().getEpochSecond());
        }
        return claims;
    }
}
