package io.flowlet.client.session;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses the answer to a sign-in that another server gave.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>
 */
final class IssuerCheck extends OncePerRequestFilter {
    private final String issuer;
    private final String path;

    IssuerCheck(URI issuer, String path) {
        this.issuer = issuer.toString();
        this.path = path;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().equals(path) && !issuer.equals(request.getParameter("iss"))) {
            response.sendRedirect(Sign.FAILED);
            return;
        }
        chain.doFilter(request, response);
    }
}
