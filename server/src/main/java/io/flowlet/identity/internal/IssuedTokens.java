package io.flowlet.identity.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Client;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * The tokens that were issued, as rows keyed by the token's HMAC: whoever reads the table holds no token.
 *
 * <p>Each row is written, and each revocation made, in one transaction with its audit event. Thread-safe.
 */
@Component
public final class IssuedTokens implements OAuth2AuthorizationService {
    private final Transactions transactions;
    private final TokenRows rows;
    private final HolderRows holders;
    private final Secrets secrets;
    private final RegisteredClients registered;
    private final AccessTokenClaims claims;
    private final AuditLog audit;
    private final TokenMeters meters;
    private final Clock clock;

    IssuedTokens(
            Transactions transactions,
            TokenRows rows,
            HolderRows holders,
            Secrets secrets,
            RegisteredClients registered,
            AccessTokenClaims claims,
            AuditLog audit,
            TokenMeters meters,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.holders = holders;
        this.secrets = secrets;
        this.registered = registered;
        this.claims = claims;
        this.audit = audit;
        this.meters = meters;
        this.clock = clock;
    }

    /** Writes a new token, or revokes one that was marked as invalidated. */
    @Override
    public void save(OAuth2Authorization authorization) {
        OAuth2Authorization.Token<OAuth2AccessToken> token = Objects.requireNonNull(authorization.getAccessToken());
        if (token.isInvalidated()) {
            revoke(token.getToken().getTokenValue());
        } else {
            issue(token);
        }
    }

    /** Rows are revoked, and purged when they have expired; nothing removes one earlier. */
    @Override
    public void remove(OAuth2Authorization authorization) {
        throw new UnsupportedOperationException("tokens are revoked, not removed");
    }

    /** Asked by Spring's own authorization endpoint only, which is not used here. */
    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return null;
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        return find(token)
                .or(() -> findRefresh(token))
                .map(found -> authorization(token, found))
                .orElse(null);
    }

    /** The row of {@code token}, expired or revoked as it may be. */
    Optional<IssuedToken> find(String token) {
        byte[] digest = secrets.digestOfToken(token);
        return transactions.control(() -> rows.find(digest));
    }

    /** The rows of those that have one, all read in one transaction. */
    Map<String, IssuedToken> findAll(Set<String> tokens) {
        Map<String, byte[]> digests = new HashMap<>();
        tokens.forEach(token -> digests.put(token, secrets.digestOfToken(token)));
        return transactions.control(() -> {
            Map<String, IssuedToken> found = new HashMap<>();
            digests.forEach((token, digest) -> rows.find(digest).ifPresent(row -> found.put(token, row)));
            return found;
        });
    }

    private Optional<IssuedToken> findRefresh(String token) {
        byte[] digest = secrets.digestOfToken(token);
        return transactions.control(() -> rows.findRefresh(digest));
    }

    private void issue(OAuth2Authorization.Token<OAuth2AccessToken> made) {
        OAuth2ClientAuthenticationToken by = authenticatedClient();
        Client client = RegisteredClients.clientOf(by.getRegisteredClient());
        OAuth2AccessToken token = made.getToken();
        String jti = String.valueOf(Objects.requireNonNull(made.getClaims()).get(JwtClaimNames.JTI));
        Set<Scope> scopes = token.getScopes().stream().map(Scope::new).collect(Collectors.toUnmodifiableSet());
        IssuedToken issued = new IssuedToken(
                        UUID.fromString(jti),
                        client,
                        scopes,
                        by.getClientAuthenticationMethod().getValue(),
                        Objects.requireNonNull(token.getIssuedAt()).truncatedTo(ChronoUnit.SECONDS),
                        Objects.requireNonNull(token.getExpiresAt()).truncatedTo(ChronoUnit.SECONDS),
                        null)
                .boundTo(OAuthContext.current().binding());
        byte[] digest = secrets.digestOfToken(token.getTokenValue());
        transactions.run(client.tenant(), () -> {
            rows.insert(digest, issued);
            holders.clientUsed(client.tenant(), client.id(), issued.issuedAt());
            audit.record(AuditEvent.done(caller(issued), "token.issue", client.clientId())
                    .with("jti", jti)
                    .with("scopes", String.join(" ", new TreeSet<>(token.getScopes())))
                    .with("expires_at", issued.expiresAt().toString()));
        });
        meters.issued();
    }

    private void revoke(String token) {
        byte[] digest = secrets.digestOfToken(token);
        Optional<IssuedToken> access = find(token);
        if (access.isEmpty()) {
            endGrant(findRefresh(token).orElseThrow());
            return;
        }
        IssuedToken issued = access.get();
        transactions.run(issued.client().tenant(), () -> {
            if (rows.revoke(digest, clock.instant().truncatedTo(ChronoUnit.MICROS))) {
                audit.record(AuditEvent.done(
                                caller(issued), "token.revoke", issued.client().clientId())
                        .with("jti", issued.jti().toString()));
            }
        });
    }

    /** A refresh token goes with all that followed from the same code (RFC 7009, 2.1). */
    private void endGrant(IssuedToken refresh) {
        UUID grant = Objects.requireNonNull(refresh.grant()).id();
        transactions.run(refresh.client().tenant(), () -> {
            int ended = rows.revokeGrant(grant, clock.instant().truncatedTo(ChronoUnit.MICROS));
            if (ended > 0) {
                audit.record(AuditEvent.done(
                                caller(refresh),
                                "token.revoke",
                                refresh.client().clientId())
                        .with("grant", grant.toString())
                        .with("tokens", (long) ended));
            }
        });
    }

    private OAuth2Authorization authorization(String value, IssuedToken issued) {
        Set<String> scopes = issued.scopes().stream().map(Scope::value).collect(Collectors.toUnmodifiableSet());
        OAuth2AccessToken token = new OAuth2AccessToken(
                TokenAnswer.typeOf(issued.binding()), value, issued.issuedAt(), issued.expiresAt(), scopes);
        Client client = issued.client();
        return OAuth2Authorization.withRegisteredClient(registered.register(client))
                .id(issued.jti().toString())
                .principalName(issued.subject())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .authorizedScopes(scopes)
                .token(token, metadata -> {
                    metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims.of(issued));
                    metadata.put(
                            OAuth2Authorization.Token.INVALIDATED_METADATA_NAME, !issued.standsAt(clock.instant()));
                })
                .build();
    }

    private static Caller caller(IssuedToken token) {
        return new Caller(
                token.client().actor(token.scopes(), token.method()),
                OAuthContext.current().trace());
    }

    private static OAuth2ClientAuthenticationToken authenticatedClient() {
        return (OAuth2ClientAuthenticationToken)
                Objects.requireNonNull(SecurityContextHolder.getContext().getAuthentication());
    }
}
