package io.flowlet.identity.internal;

import io.flowlet.identity.Client;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.Session;
import io.flowlet.identity.internal.OpenIdGrants.OpenIdGrant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;

/**
 * What OpenID Connect adds to an answer of the token endpoint. Works inside the open transaction of the client's tenant. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse">OpenID Connect Core, 3.1.3.3 and 12.2</a>
 */
@Component
final class OpenIdAnswers {
    private final OpenIdGrants grants;
    private final PersonRows accounts;
    private final IdTokens idTokens;

    OpenIdAnswers(OpenIdGrants grants, PersonRows accounts, IdTokens idTokens) {
        this.grants = grants;
        this.accounts = accounts;
        this.idTokens = idTokens;
    }

    /** What of OpenID Connect {@code grant} has, or less if the request asks for less; empty if it has or asks for nothing. */
    Optional<OpenIdGrant> of(GrantRequest request, PersonGrant grant) {
        Set<String> sent = sent(request);
        return grants.find(grant.id())
                .map(granted -> sent.isEmpty() ? granted : narrowed(granted, sent))
                .filter(granted -> granted.scopes().contains(OpenIdScope.OPENID));
    }

    /**
     * The names of scopes that a refresh asks for beside those of OpenID Connect that {@code grant} has.
     *
     * @return empty if it asks for nothing in particular
     */
    Optional<Set<String>> resources(GrantRequest request, PersonGrant grant) {
        Set<String> sent = sent(request);
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        Set<String> resources = new HashSet<>(sent);
        grants.find(grant.id()).ifPresent(granted -> resources.removeAll(granted.scopeNames()));
        return Optional.of(resources);
    }

    /** Whether the answer for a code has a refresh token: of OpenID Connect only if {@code offline_access} was asked for. */
    static boolean refreshes(Client client, Optional<OpenIdGrant> granted) {
        return client.security().grants(ClientGrant.REFRESH_TOKEN)
                && granted.map(openId -> openId.scopes().contains(OpenIdScope.OFFLINE_ACCESS))
                        .orElse(true);
    }

    /** The further members of the answer. */
    Map<String, Object> members(GrantRequest request, Session session, Made made) {
        Optional<OpenIdGrant> granted = of(request, made.grant());
        if (granted.isEmpty()) {
            return Map.of();
        }
        boolean first = request.getGrantType().equals(AuthorizationGrantType.AUTHORIZATION_CODE);
        @Nullable String nonce = first ? granted.get().nonce() : null;
        return accounts.byId(made.client().tenant(), made.grant().account())
                .map(account -> Map.<String, Object>of(
                        "id_token",
                        idTokens.make(
                                made.client(),
                                new IdTokens.Subject(
                                        GrantedTokens.caller(made.client(), made.grant()),
                                        account.account(),
                                        session,
                                        granted.get(),
                                        nonce,
                                        made.accessToken()))))
                .orElse(Map.of());
    }

    /** An access token that was just made. */
    record Made(Client client, PersonGrant grant, String accessToken) {
        @Override
        public String toString() {
            return "Made[…]";
        }
    }

    private static OpenIdGrant narrowed(OpenIdGrant granted, Set<String> sent) {
        return new OpenIdGrant(
                granted.scopes().stream()
                        .filter(scope -> sent.contains(scope.code()))
                        .collect(Collectors.toSet()),
                granted.nonce(),
                granted.idTokenClaims(),
                granted.userInfoClaims());
    }

    private static Set<String> sent(GrantRequest request) {
        String scope = request.sent(OAuth2ParameterNames.SCOPE);
        boolean refresh = request.getGrantType().equals(AuthorizationGrantType.REFRESH_TOKEN);
        return refresh && !scope.isEmpty() ? Set.copyOf(new HashSet<>(List.of(scope.split(" ", -1)))) : Set.of();
    }
}
