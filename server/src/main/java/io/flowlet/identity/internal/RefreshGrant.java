package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.Client;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * <p>The token of a client whose tokens are bound to a key stays the same (FAPI 2.0 forbids rotating it: a lost answer would end the session).
 * That of every other client is worth one use: a new one comes with each answer, and whoever shows one that was used ends all that followed from the
 * same code, since one of the two is a thief. Only the holder of the same DPoP key may repeat itself for {@link UsedRefresh#GRACE}, which makes
 * what it was given before worthless. The refresh token of a public client is bound to the key of its proofs, where it sends any. Its life slides
 * with use, up to an end that does not move. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2">RFC 9700, 4.14.2</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc9449#section-5">RFC 9449, 5</a>
 */
@Component
final class RefreshGrant implements AuthenticationProvider {
    private final Transactions transactions;
    private final TokenRows tokens;
    private final GrantedTokens granted;
    private final OpenIdAnswers openId;
    private final Secrets secrets;
    private final AuditLog audit;
    private final TokenMeters meters;
    private final Clock clock;

    RefreshGrant(
            Transactions transactions,
            TokenRows tokens,
            GrantedTokens granted,
            OpenIdAnswers openId,
            Secrets secrets,
            AuditLog audit,
            TokenMeters meters,
            Clock clock) {
        this.openId = openId;
        this.transactions = transactions;
        this.tokens = tokens;
        this.granted = granted;
        this.secrets = secrets;
        this.audit = audit;
        this.meters = meters;
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
                        () -> locked(digest, client)
                                .filter(RefreshGrant::isBoundAsShown)
                                .filter(row -> isOfUse(row, digest))
                                .flatMap(row -> granted.next(request, row, asked(request, row))))
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
    }

    /** The row, if it stands, and nobody else touches its grant. */
    private Optional<IssuedToken> locked(byte[] digest, Client client) {
        return tokens.findRefresh(digest)
                .filter(row -> row.client().id().equals(client.id()))
                .flatMap(row -> {
                    tokens.lockGrant(Objects.requireNonNull(row.grant()).id());
                    return tokens.findRefresh(digest); // as it is by now
                })
                .filter(row -> row.standsAt(clock.instant()))
                .filter(row -> clock.instant().isBefore(row.expiresAt()));
    }

    /** A confidential client proved itself, by whatever key; of a public one nothing is known but its key. */
    private static boolean isBoundAsShown(IssuedToken row) {
        return !row.client().security().isPublic()
                || row.binding() == null
                || row.binding().equals(OAuthContext.current().binding());
    }

    // a refusal is a value in here: what it changed must be committed
    private boolean isOfUse(IssuedToken row, byte[] digest) {
        Optional<UsedRefresh> used = tokens.used(digest);
        if (used.isEmpty()) {
            return true;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] successor = used.get().successor();
        if (used.get().mayBeRepeated(OAuthContext.current().binding(), now)
                && tokens.used(successor).isEmpty()
                && tokens.revoke(successor, now)) {
            return true;
        }
        endReplayed(row, now);
        return false;
    }

    private void endReplayed(IssuedToken row, Instant now) {
        PersonGrant grant = Objects.requireNonNull(row.grant());
        Client client = row.client();
        int ended = tokens.revokeGrant(grant.id(), now);
        meters.refreshReplayed();
        OAuthContext context = OAuthContext.current();
        SecurityLog.write(SecurityLog.Event.REFRESH_TOKEN_REPLAYED, context.peer(), client.tid(), context.trace());
        audit.record(AuditEvent.refused(
                        GrantedTokens.caller(client, grant),
                        "refresh_token.replay",
                        client.clientId(),
                        "refresh_token_used")
                .with("grant", grant.id().toString())
                .with("tokens_ended", (long) ended));
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
