package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.Client;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.stereotype.Component;

/**
 * Trades a refresh token for a new access token.
 *
 * <p>Every client here proves itself by a secret, so the refresh token stays the same (FAPI 2.0 forbids rotating it then: a lost answer would end
 * the session); its life slides with use, up to an end that does not move. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, 4.14.2</a>
 */
@Component
final class RefreshGrant implements AuthenticationProvider {
    private final Transactions transactions;
    private final TokenRows tokens;
    private final GrantedTokens granted;
    private final OpenIdAnswers openId;
    private final Secrets secrets;
    private final Clock clock;

    RefreshGrant(
            Transactions transactions,
            TokenRows tokens,
            GrantedTokens granted,
            OpenIdAnswers openId,
            Secrets secrets,
            Clock clock) {
        this.openId = openId;
        this.transactions = transactions;
        this.tokens = tokens;
        this.granted = granted;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return GrantRequest.class.isAssignableFrom(authentication);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        GrantRequest request = (GrantRequest) authentication;
        if (!request.getGrantType().equals(AuthorizationGrantType.REFRESH_TOKEN)) {
            return null;
        }
        Client client = GrantedTokens.clientOf(request);
        byte[] digest = secrets.digestOfToken(request.sent(OAuth2ParameterNames.REFRESH_TOKEN));
        return transactions
                .in(
                        client.tenant(),
                        () -> tokens.findRefresh(digest)
                                .filter(row -> row.client().id().equals(client.id()))
                                .filter(row -> row.standsAt(clock.instant()))
                                .filter(row -> clock.instant().isBefore(row.expiresAt()))
                                .flatMap(row -> granted.next(request, row, asked(request, row))))
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
    }

    private Set<Scope> asked(GrantRequest request, IssuedToken row) {
        Optional<Set<String>> sent = openId.resources(request, Objects.requireNonNull(row.grant()));
        if (sent.isEmpty()) {
            return row.scopes();
        }
        Set<String> names = sent.get();
        Set<Scope> scopes = row.scopes().stream()
                .filter(scope -> names.contains(scope.value()))
                .collect(Collectors.toUnmodifiableSet());
        if (scopes.size() != names.size()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_SCOPE);
        }
        return scopes;
    }
}
