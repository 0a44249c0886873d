package io.flowlet.identity;

import io.flowlet.actor.Trace;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.internal.RefusalAudit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;

/**
 * Refuses, with {@code network_not_allowed}, a client that calls from outside its networks; audited, within bounds.
 *
 * <p>Stands after {@link BearerAuthentication} and believes the client address that the edge found out. Thread-safe.
 */
@Component
public final class AllowedNetworks extends HttpFilter {
    /** Request attribute: the {@link Client} that authentication found. */
    static final String CLIENT = Client.class.getName();

    private final RefusalAudit audit;

    AllowedNetworks(RefusalAudit audit) {
        this.audit = audit;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(request.getAttribute(CLIENT) instanceof Client client)) {
            throw new IllegalStateException("networks are checked before authentication: this step stands too early");
        }
        if (!client.mayCallFrom(RequestAttributes.clientAddress(request))) {
            Trace trace = RequestAttributes.trace(request).orElseThrow();
            audit.record(client, "request.refuse", ProblemCode.NETWORK_NOT_ALLOWED.code(), trace);
            throw Refusal.of(ProblemCode.NETWORK_NOT_ALLOWED);
        }
        chain.doFilter(request, response);
    }
}
