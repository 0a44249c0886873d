package io.flowlet.edge;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.http.RequestAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;

/** Names tenant and client in every log line that is written while the caller is served. */
final class NamedInLogs extends Step {
    private static final String TENANT = "flowlet.tenant";
    private static final String CLIENT = "client.id";

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        Actor actor = RequestAttributes.caller(request)
                .map(Caller::actor)
                .orElseThrow(() -> new IllegalStateException("nobody to name yet: this step stands too early"));
        MDC.put(TENANT, Integer.toString(actor.tenant().value()));
        MDC.put(CLIENT, actor.name());
        try {
            next.doFilter(request, response);
        } finally {
            MDC.remove(TENANT);
            MDC.remove(CLIENT);
        }
    }
}
