package io.flowlet.edge;

import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.firewall.HttpFirewall;

/**
 * Refuses what is too large to look at, in this order: {@code uri_too_long}, {@code body_too_large} by its declared length, {@code
 * request_malformed} for a request line that readers could understand differently. The container refuses headers over 16 KiB before.
 */
final class Bounds extends Step {
    static final int MAX_URI_CHARS = 8 * 1024;
    static final long MAX_BODY_BYTES = 1024L * 1024;

    static final long MAX_BATCH_BYTES = 8 * MAX_BODY_BYTES;

    private static final String BATCHES = "/v1/ledger/batches";

    private final HttpFirewall firewall;

    Bounds(HttpFirewall firewall) {
        this.firewall = firewall;
    }

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        if (uriChars(request) > MAX_URI_CHARS) {
            throw Refusal.of(ProblemCode.URI_TOO_LONG);
        }
        if (request.getContentLengthLong() > mostBytes(request)) {
            throw Refusal.of(ProblemCode.BODY_TOO_LARGE);
        }
        if (!request.getProtocol().startsWith("HTTP/1.")
                && !request.getProtocol().startsWith("HTTP/2")) {
            throw Refusal.of(ProblemCode.REQUEST_MALFORMED);
        }
        // no path of ours needs it, and what has one spelling only cannot be taken for something else by one of the
        // steps below
        if (request.getRequestURI().indexOf('%') >= 0) {
            throw Refusal.of(ProblemCode.REQUEST_MALFORMED);
        }
        firewall.getFirewalledRequest(request);
        next.doFilter(request, response);
    }

    private static long mostBytes(HttpServletRequest request) {
        return BATCHES.equals(request.getRequestURI()) ? MAX_BATCH_BYTES : MAX_BODY_BYTES;
    }

    private static int uriChars(HttpServletRequest request) {
        String query = request.getQueryString();
        return request.getRequestURI().length() + (query == null ? 0 : query.length() + 1);
    }
}
