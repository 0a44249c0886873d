package io.flowlet.edge;

import io.flowlet.http.ApiVersion;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What every answer carries: no guessing of types, no caching, no framing, nothing loaded, no referrer; over TLS, only TLS from now on.
 *
 * <p>Set before anything else answers, so that a page with wishes of its own can replace them.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html">OWASP HTTP Headers</a>
 */
final class AnswerHeaders extends Step {
    private final Proxies proxies;

    AnswerHeaders(Proxies proxies) {
        this.proxies = proxies;
    }

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        apply(request, response);
        next.doFilter(request, response);
    }

    void apply(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(ApiVersion.HEADER, ApiVersion.CURRENT);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        if (proxies.isSecure(request)) {
            response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        }
    }
}
