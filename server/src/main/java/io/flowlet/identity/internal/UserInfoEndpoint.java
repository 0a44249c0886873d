package io.flowlet.identity.internal;

import io.flowlet.actor.Caller;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.tenants.Transactions;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a client of the person whose access token it holds: {@code sub}, and the claims that this token opens.
 *
 * <p>The token comes in the header, or in the form of a POST, never in the query. Refusals, in this order: {@code invalid_request} (400: sent twice),
 * none (401), {@code invalid_token} or {@code invalid_dpop_proof} (401), {@code insufficient_scope} (403: not of a person, or without the scope {@code openid}); a token that is bound to a key is
 * believed only beside that key. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#UserInfoEndpoint">OpenID Connect Core, 5.3</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, 3</a>
 */
@Component
final class UserInfoEndpoint extends HttpFilter {
    private static final String IN_FORM = "access_token";
    private static final String REALM = " realm=\"flowlet\"";

    private final transient AccessTokens tokens;
    private final transient ShownKeys keys;
    private final transient DpopProofs proofs;
    private final transient Transactions transactions;
    private final transient OpenIdGrants grants;
    private final transient PersonRows accounts;
    private final transient PersonClaims persons;
    private final transient TokenMeters meters;
    private final transient JsonMapper json;

    UserInfoEndpoint(
            AccessTokens tokens,
            ShownKeys keys,
            DpopProofs proofs,
            Transactions transactions,
            OpenIdGrants grants,
            PersonRows accounts,
            PersonClaims persons,
            TokenMeters meters,
            JsonMapper json) {
        this.tokens = tokens;
        this.keys = keys;
        this.proofs = proofs;
        this.transactions = transactions;
        this.grants = grants;
        this.accounts = accounts;
        this.persons = persons;
        this.meters = meters;
        this.json = json;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!OAuthPaths.USERINFO.equals(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        @Nullable String inForm = formToken(request);
        if (headers.size() + (inForm == null ? 0 : 1) > 1 || isInQuery(request)) {
            refuse(HttpStatus.BAD_REQUEST, challenge(AccessScheme.BEARER, "invalid_request"), response);
            return;
        }
        AccessScheme scheme = headers.stream()
                .flatMap(header -> AccessScheme.of(header).stream())
                .findFirst()
                .orElse(AccessScheme.BEARER);
        if (headers.isEmpty() && inForm == null) {
            refuse(HttpStatus.UNAUTHORIZED, scheme.word() + REALM, response);
            return;
        }
        proofs.nonce().ifPresent(nonce -> response.setHeader(DpopProofs.NONCE_HEADER, nonce));
        String text = inForm == null ? scheme.tokenOf(headers.getFirst()).orElse("") : inForm;
        answer(new ShownKeys.Sent(scheme, text), request, response);
    }

    private void answer(ShownKeys.Sent sent, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<VerifiedToken> token = tokens.verify(sent.text())
                .filter(verified ->
                        verified.client().mayCallFrom(OAuthContext.current().peer()));
        String fault = token.map(verified -> keys.fault(verified, sent, request).orElse(""))
                .orElse(OAuth2ErrorCodes.INVALID_TOKEN);
        if (token.isEmpty() || !fault.isEmpty()) {
            meters.disbelieved();
            refuse(HttpStatus.UNAUTHORIZED, challenge(sent.scheme(), fault), response);
            return;
        }
        Optional<Map<String, Object>> claims = claims(token.get());
        if (claims.isEmpty()) {
            refuse(
                    HttpStatus.FORBIDDEN,
                    challenge(sent.scheme(), "insufficient_scope") + ", scope=\"openid\"",
                    response);
            return;
        }
        byte[] body = json.writeValueAsBytes(claims.get());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private Optional<Map<String, Object>> claims(VerifiedToken token) {
        @Nullable PersonGrant grant = token.grant();
        if (grant == null || !token.openId().contains(OpenIdScope.OPENID)) {
            return Optional.empty();
        }
        Caller person = new Caller(token.actor(), OAuthContext.current().trace());
        return transactions.in(
                person.tenant(),
                () -> grants.find(grant.id())
                        .flatMap(openId ->
                                claims(person, grant, PersonClaims.opened(token.openId(), openId.userInfoClaims()))));
    }

    private Optional<Map<String, Object>> claims(Caller person, PersonGrant grant, Set<String> opened) {
        return accounts.byId(person.tenant(), grant.account())
                .map(StoredAccount::account)
                .map(account -> {
                    Map<String, Object> claims = new LinkedHashMap<>();
                    claims.put("sub", account.name());
                    claims.putAll(persons.of(person, account, opened));
                    return claims;
                });
    }

    private static void refuse(HttpStatus status, String challenge, HttpServletResponse response) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        response.setStatus(status.value());
        response.setContentLength(0);
    }

    private static String challenge(AccessScheme scheme, String error) {
        String challenge = scheme.word() + REALM + ", error=\"" + error + "\"";
        return switch (scheme) {
            case BEARER -> challenge;
            case DPOP -> challenge + ", algs=\"" + String.join(" ", DpopProofs.algorithms()) + "\"";
        };
    }

    private static @Nullable String formToken(HttpServletRequest request) {
        return request.getMethod().equals("POST") && !isInQuery(request) ? request.getParameter(IN_FORM) : null;
    }

    /** A POST has no query at all: its form could not be told from it. */
    private static boolean isInQuery(HttpServletRequest request) {
        @Nullable String query = request.getQueryString();
        return query != null && (request.getMethod().equals("POST") || query.contains(IN_FORM + "="));
    }
}
