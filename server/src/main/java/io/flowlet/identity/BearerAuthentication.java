package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.AccessTokens;
import io.flowlet.identity.internal.PersonGrant;
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
import org.springframework.stereotype.Component;

/**
 * Turns {@code Authorization: Bearer} into the request's {@link Caller}; nothing passes without one.
 *
 * <p>A token is read from that header only, and the header must be there exactly once. Refusals: {@code token_missing} when no bearer token
 * was sent; {@code token_invalid} for every other fault, always alike, so that nothing is learnt by trying. Needs the request's trace.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
@Component
public final class BearerAuthentication extends HttpFilter {
    /** Our longest token, with every scope, has about 900 characters. */
    private static final int LONGEST_HEADER = 4_096;

    private static final String TOKEN = VerifiedToken.class.getName();
    private static final String SCHEME = "bearer";
    private static final Pattern TOKEN_IN_QUERY = Pattern.compile("(^|&)access_token(=|&|$)");

    private final AccessTokens tokens;
    private final TokenMeters meters;
    private final BreakGlassWatch watch;

    BearerAuthentication(AccessTokens tokens, TokenMeters meters, BreakGlassWatch watch) {
        this.watch = watch;
        this.tokens = tokens;
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
        List<String> sent = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        String query = request.getQueryString();
        if (query != null && TOKEN_IN_QUERY.matcher(query).find()) {
            throw invalid(request, response); // it stands in logs and histories by now: better not to make it work
        }
        if (sent.isEmpty() || (sent.size() == 1 && !isBearer(sent.getFirst()))) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            throw Refusal.of(ProblemCode.TOKEN_MISSING);
        }
        return (sent.size() == 1 ? tokenOf(sent.getFirst()) : Optional.<String>empty())
                .flatMap(tokens::verify)
                .orElseThrow(() -> invalid(request, response));
    }

    private Refusal invalid(HttpServletRequest request, HttpServletResponse response) {
        meters.disbelieved();
        SecurityLog.write(
                SecurityLog.Event.TOKEN_REFUSED,
                RequestAttributes.clientAddress(request),
                null,
                RequestAttributes.trace(request).orElseThrow());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        return Refusal.of(ProblemCode.TOKEN_INVALID);
    }

    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private static Optional<String> tokenOf(String header) {
        if (header.length() > LONGEST_HEADER) {
            return Optional.empty();
        }
        int start = SCHEME.length();
        while (start < header.length() && header.charAt(start) == ' ') {
            start++;
        }
        int end = start;
        while (end < header.length() && isTokenCharacter(header.charAt(end))) {
            end++;
        }
        int padded = end;
        while (padded < header.length() && header.charAt(padded) == '=') {
            padded++;
        }
        boolean isToken = start > SCHEME.length() && end > start && padded == header.length();
        return isToken ? Optional.of(header.substring(start)) : Optional.empty();
    }

    /** Of {@code b64token} (RFC 6750, 2.1), but for the padding at its end. */
    private static boolean isTokenCharacter(char each) {
        return (each >= 'a' && each <= 'z')
                || (each >= 'A' && each <= 'Z')
                || (each >= '0' && each <= '9')
                || "-._~+/".indexOf(each) >= 0;
    }
}
