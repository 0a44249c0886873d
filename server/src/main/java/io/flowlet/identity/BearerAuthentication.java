package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.AccessScheme;
import io.flowlet.identity.internal.AccessTokens;
import io.flowlet.identity.internal.DpopProofs;
import io.flowlet.identity.internal.PersonGrant;
import io.flowlet.identity.internal.ShownKeys;
import io.flowlet.identity.internal.TokenMeters;
import io.flowlet.identity.internal.VerifiedToken;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.stereotype.Component;

/**
 * Turns {@code Authorization: Bearer}, or {@code DPoP}, into the request's {@link Caller}; nothing passes without one.
 *
 * <p>A token is read from that header only, and the header must be there exactly once. One that is bound to a key is believed only beside that
 * key, and one that is not only as a bearer token. Refusals: {@code token_missing} when no token was sent; {@code token_invalid} for every other
 * fault, always alike, so that nothing is learnt by trying; the challenge of a refused proof says {@code invalid_dpop_proof} or
 * {@code use_dpop_nonce}. Needs the request's trace. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>, <a href="https://www.rfc-editor.org/rfc/rfc9449#section-7">RFC 9449, 7</a>
 */
@Component
public final class BearerAuthentication extends HttpFilter {
    private static final String TOKEN = VerifiedToken.class.getName();
    private static final String ALGORITHMS = "algs=\"" + String.join(" ", DpopProofs.algorithms()) + "\"";
    private static final Pattern TOKEN_IN_QUERY = Pattern.compile("(^|&)access_token(=|&|$)");

    private final AccessTokens tokens;
    private final ShownKeys keys;
    private final DpopProofs proofs;
    private final TokenMeters meters;
    private final BreakGlassWatch watch;

    BearerAuthentication(
            AccessTokens tokens, ShownKeys keys, DpopProofs proofs, TokenMeters meters, BreakGlassWatch watch) {
        this.watch = watch;
        this.tokens = tokens;
        this.keys = keys;
        this.proofs = proofs;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        VerifiedToken token = authenticate(request, response);
        RequestAttributes.set(
                request,
                new Caller(token.actor(), RequestAttributes.trace(request).orElseThrow()));
        request.setAttribute(AllowedNetworks.CLIENT, token.client());
        request.setAttribute(TOKEN, token);
        watch.mark(token, request, response);
        chain.doFilter(request, response);
    }

    /**
     * The token that {@code request} was authenticated by.
     *
     * @throws IllegalStateException before authentication
     */
    public static VerifiedToken token(HttpServletRequest request) {
        if (request.getAttribute(TOKEN) instanceof VerifiedToken token) {
            return token;
        }
        throw new IllegalStateException("nobody was authenticated");
    }

    /** The session behind the token that {@code request} was authenticated by; empty for a client's own token. */
    public static Optional<UUID> session(HttpServletRequest request) {
        return Optional.ofNullable(token(request).grant()).map(PersonGrant::session);
    }

    /** When the person behind the token proved who it is; empty for a client's own token, and of before that was recorded. */
    public static Optional<Instant> authenticatedAt(HttpServletRequest request) {
        return Optional.ofNullable(token(request).grant()).map(PersonGrant::authenticatedAt);
    }

    private VerifiedToken authenticate(HttpServletRequest request, HttpServletResponse response) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        String query = request.getQueryString();
        boolean inQuery = query != null && TOKEN_IN_QUERY.matcher(query).find();
        if (inQuery || headers.size() > 1) {
            // a token in the query stands in logs and histories by now: better not to make it work
            throw invalid(request, response, challenge(AccessScheme.BEARER, OAuth2ErrorCodes.INVALID_TOKEN));
        }
        AccessScheme scheme = headers.stream()
                .flatMap(header -> AccessScheme.of(header).stream())
                .findFirst()
                .orElseThrow(() -> missing(response));
        proofs.nonce().ifPresent(nonce -> response.setHeader(DpopProofs.NONCE_HEADER, nonce));
        return scheme.tokenOf(headers.getFirst())
                .flatMap(text -> tokens.verify(text)
                        .map(token -> shown(token, new ShownKeys.Sent(scheme, text), request, response)))
                .orElseThrow(() -> invalid(request, response, challenge(scheme, OAuth2ErrorCodes.INVALID_TOKEN)));
    }

    private VerifiedToken shown(
            VerifiedToken token, ShownKeys.Sent sent, HttpServletRequest request, HttpServletResponse response) {
        Optional<String> fault = keys.fault(token, sent, request);
        if (fault.isEmpty()) {
            return token;
        }
        String challenge = challenge(sent.scheme(), fault.get());
        if (fault.get().equals(DpopProofs.NONCE_NEEDED)) { // nobody's fault: the number changed
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
            throw Refusal.of(ProblemCode.TOKEN_INVALID);
        }
        throw invalid(request, response, challenge);
    }

    private static Refusal missing(HttpServletResponse response) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, AccessScheme.BEARER.word());
        response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "DPoP " + ALGORITHMS);
        return Refusal.of(ProblemCode.TOKEN_MISSING);
    }

    private Refusal invalid(HttpServletRequest request, HttpServletResponse response, String challenge) {
        meters.disbelieved();
        SecurityLog.write(
                SecurityLog.Event.TOKEN_REFUSED,
                RequestAttributes.clientAddress(request),
                null,
                RequestAttributes.trace(request).orElseThrow());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        return Refusal.of(ProblemCode.TOKEN_INVALID);
    }

    private static String challenge(AccessScheme scheme, String error) {
        String challenge = scheme.word() + " error=\"" + error + "\"";
        return switch (scheme) {
            case BEARER -> challenge;
            case DPOP -> challenge + ", " + ALGORITHMS;
        };
    }
}
