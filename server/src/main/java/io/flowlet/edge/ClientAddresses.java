package io.flowlet.edge;

import io.flowlet.http.RequestAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Finds out once where a request comes from; limits, allowed networks and logs use that and no header. */
final class ClientAddresses extends Step {
    private final Proxies proxies;

    ClientAddresses(Proxies proxies) {
        this.proxies = proxies;
    }

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        RequestAttributes.set(request, proxies.client(request));
        next.doFilter(request, response);
    }
}
