package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.Session;
import io.flowlet.identity.internal.OpenIdGrants.OpenIdGrant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.stereotype.Component;

/**
 * Makes the tokens of a person's grant, in the open transaction of the client's tenant: rows, session and audit event together.
 *
 * <p>Nothing is made for an account that was disabled or a session that ended. Thread-safe.
 */
@Component
final class GrantedTokens {
    private final TokenRows tokens;
    private final HolderRows holders;
    private final SessionRows sessions;
    private final PersonRows accounts;
    private final OpenScopes open;
    private final OpenIdAnswers openId;
    private final TokenSigning signing;
    private final Secrets secrets;
    private final AuditLog audit;
    private final TokenMeters meters;
    private final IdentitySettings settings;
    private final Clock clock;

    GrantedTokens(
            TokenRows tokens,
            HolderRows holders,
            SessionRows sessions,
            PersonRows accounts,
            OpenScopes open,
            OpenIdAnswers openId,
            TokenSigning signing,
            Secrets secrets,
            AuditLog audit,
            TokenMeters meters,
            IdentitySettings settings,
            Clock clock) {
        this.tokens = tokens;
        this.holders = holders;
        this.sessions = sessions;
        this.accounts = accounts;
        this.open = open;
        this.openId = openId;
        this.signing = signing;
        this.secrets = secrets;
        this.audit = audit;
        this.meters = meters;
        this.settings = settings;
        this.clock = clock;
    }

    /** The client, if it may let persons sign in and has this grant. */
    static Client clientOf(GrantRequest request) {
        Client client = RegisteredClients.clientOf(request.client().getRegisteredClient());
        boolean granted = ClientGrant.of(request.getGrantType().getValue())
                .filter(client.security()::grants)
                .isPresent();
        if (client.signIn() == null || !granted) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT);
        }
        return client;
    }

    /** The person behind {@code grant}, in the request at hand. */
    static Caller caller(Client client, PersonGrant grant) {
        Actor person = new Actor(
                client.tenant(), grant.account(), grant.audience().kind(), grant.name(), Set.of(), "password");
        return new Caller(person, OAuthContext.current().trace());
    }

    /** Somebody brought a second time what {@code grant} was fetched with: all that it gave ends. */
    void endReplayed(Client client, PersonGrant grant, String what) {
        int ended = tokens.revokeGrant(grant.id(), now());
        audit.record(AuditEvent.refused(caller(client, grant), what + ".replay", client.clientId(), what + "_used")
                .with("grant", grant.id().toString())
                .with("tokens_ended", (long) ended));
    }

    /** An access token for {@code grant} with these scopes, and a refresh token if the client has that grant. */
    Optional<Authentication> first(GrantRequest request, PersonGrant grant, Set<Scope> scopes) {
        Client client = clientOf(request);
        return standing(client, grant).flatMap(session -> {
            OpenScopes.Opened opened = open(client, grant, scopes);
            Optional<OpenIdGrant> openIdGrant = openId.of(request, grant);
            if (opened.isNothing(openIdGrant.isPresent())) {
                return Optional.empty();
            }
            if (!OpenIdAnswers.refreshes(client, openIdGrant)) {
                return Optional.of(issue(request, grant, opened, new Refresh(null, session, now())));
            }
            Instant now = now();
            Instant end = refreshEnd(session, now);
            String refresh = secrets.newRefreshToken();
            tokens.insertRefresh(
                    secrets.digestOfToken(refresh),
                    new IssuedToken(
                            UUID.randomUUID(),
                            client,
                            opened.scopes(),
                            method(request),
                            now,
                            end,
                            null,
                            grant,
                            TokenBreakGlass.NONE,
                            scopesOf(openIdGrant),
                            binding()));
            return Optional.of(issue(request, grant, opened, new Refresh(refresh, session, end)));
        });
    }

    /** A further access token for the refresh token that was sent, whose row is {@code row}. */
    Optional<Authentication> next(GrantRequest request, IssuedToken row, Set<Scope> asked) {
        PersonGrant grant = Objects.requireNonNull(row.grant());
        return standing(row.client(), grant).flatMap(session -> {
            OpenScopes.Opened opened = open(row.client(), grant, asked);
            if (opened.isNothing(openId.of(request, grant).isPresent())) {
                return Optional.empty();
            }
            Instant end = refreshEnd(session, now());
            String sent = request.sent(OAuth2ParameterNames.REFRESH_TOKEN);
            String refresh = row.client().security().rotatesRefreshTokens() ? successor(sent, row, end) : sent;
            tokens.prolong(secrets.digestOfToken(refresh), end);
            return Optional.of(issue(request, grant, opened, new Refresh(refresh, session, end)));
        });
    }

    /** A new refresh token in the place of {@code sent}; what that one opened stays open, however little was asked for this time. */
    private String successor(String sent, IssuedToken row, Instant end) {
        String refresh = secrets.newRefreshToken();
        byte[] digest = secrets.digestOfToken(refresh);
        tokens.insertRefresh(
                digest,
                new IssuedToken(
                        UUID.randomUUID(),
                        row.client(),
                        row.scopes(),
                        row.method(),
                        now(),
                        end,
                        null,
                        row.grant(),
                        TokenBreakGlass.NONE,
                        row.openId(),
                        binding()));
        tokens.use(secrets.digestOfToken(sent), now(), digest, binding());
        return refresh;
    }

    private static Set<OpenIdScope> scopesOf(Optional<OpenIdGrant> granted) {
        return granted.map(OpenIdGrant::scopes).orElse(Set.of());
    }

    private static @Nullable KeyBinding binding() {
        return OAuthContext.current().binding();
    }

    /** @param token null if the grant has none */
    private record Refresh(@Nullable String token, Session session, Instant end) {}

    private Authentication issue(GrantRequest request, PersonGrant grant, OpenScopes.Opened opened, Refresh refresh) {
        Set<Scope> scopes = opened.scopes();
        Optional<BreakGlass> carried = Optional.ofNullable(opened.carried());
        RegisteredClient registered = Objects.requireNonNull(request.client().getRegisteredClient());
        Client client = RegisteredClients.clientOf(registered);
        Set<String> names = scopes.stream().map(Scope::value).collect(Collectors.toCollection(TreeSet::new));
        Set<OpenIdScope> openIdScopes = scopesOf(openId.of(request, grant));
        openIdScopes.forEach(scope -> names.add(scope.code()));
        Jwt jwt = Objects.requireNonNull(signing.generator()
                .generate(DefaultOAuth2TokenContext.builder()
                        .registeredClient(registered)
                        .principal(new PersonAuthentication(
                                grant,
                                refresh.session().proof(),
                                carried.map(BreakGlass::until).orElse(null)))
                        .authorizationServerContext(
                                Objects.requireNonNull(AuthorizationServerContextHolder.getContext()))
                        .authorizedScopes(names)
                        .tokenType(OAuth2TokenType.ACCESS_TOKEN)
                        .authorizationGrantType(request.getGrantType())
                        .authorizationGrant(request)
                        .build()));
        Instant issuedAt = Objects.requireNonNull(jwt.getIssuedAt()).truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = Objects.requireNonNull(jwt.getExpiresAt()).truncatedTo(ChronoUnit.SECONDS);
        String jti = Objects.requireNonNull(jwt.getId());
        IssuedToken issued = new IssuedToken(
                UUID.fromString(jti),
                client,
                scopes,
                method(request),
                issuedAt,
                expiresAt,
                null,
                grant,
                TokenBreakGlass.carrying(opened.carried()),
                openIdScopes,
                binding());
        tokens.insert(secrets.digestOfToken(jwt.getTokenValue()), issued);
        holders.clientUsed(client.tenant(), client.id(), issuedAt);
        sessions.prolong(refresh.session().id(), now(), latest(refresh.end(), expiresAt));
        AuditEvent event = AuditEvent.done(caller(client, grant), "token.issue", client.clientId())
                .with("jti", jti)
                .with("grant", grant.id().toString())
                .with("scopes", String.join(" ", names))
                .with("expires_at", expiresAt.toString());
        audit.record(carried.map(on -> event.with("break_glass", on.name())).orElse(event));
        meters.issued();
        return new OAuth2AccessTokenAuthenticationToken(
                registered,
                request.client(),
                new OAuth2AccessToken(
                        TokenAnswer.typeOf(issued.binding()), jwt.getTokenValue(), issuedAt, expiresAt, names),
                refresh.token() == null ? null : new OAuth2RefreshToken(refresh.token(), issuedAt),
                openId.members(request, refresh.session(), new OpenIdAnswers.Made(client, grant, jwt.getTokenValue())));
    }

    private Optional<Session> standing(Client client, PersonGrant grant) {
        return sessions.standing(client.tenant(), grant.session(), now());
    }

    /** What account and client may hold by now, of what was granted. */
    private OpenScopes.Opened open(Client client, PersonGrant grant, Set<Scope> granted) {
        if (client.signIn() == null || client.signIn().audience() != grant.audience()) {
            return OpenScopes.Opened.NOTHING;
        }
        Set<Scope> scopes = new HashSet<>(granted);
        scopes.retainAll(client.signIn().scopes());
        return accounts.byId(client.tenant(), grant.account())
                .map(StoredAccount::account)
                .filter(account -> account.disabledAt() == null)
                .map(account -> open.of(account, scopes))
                .orElse(OpenScopes.Opened.NOTHING);
    }

    private Instant refreshEnd(Session session, Instant now) {
        Duration life = settings.signIn().refreshLife(session.audience());
        Instant sliding = now.plus(settings.signIn().refreshIdle());
        Instant absolute = session.createdAt().plus(life);
        return sliding.isBefore(absolute) ? sliding : absolute;
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static String method(GrantRequest request) {
        return request.client().getClientAuthenticationMethod().getValue();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
