package io.flowlet.edge;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records in the audit log what a known caller was refused at the edge: a scope it lacks, a limit it used up.
 *
 * <p>Bounded to {@value #EACH_MINUTE} events a minute and principal; the next event written says how many were left out. Refused networks and
 * credentials are recorded where they are judged. A request without any valid credential is not recorded here: nobody stands behind it
 * whom an auditor could ask, and a flood of such requests must not become a flood of rows; metrics and the usage log count it.
 */
final class DeniedRequests extends Step {
    static final int EACH_MINUTE = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DeniedRequests.class);
    private static final Set<ProblemCode> RECORDED = Set.of(ProblemCode.SCOPE_MISSING, ProblemCode.RATE_LIMITED);
    private static final long MINUTE_MILLIS = 60_000;
    private static final int MANY_PRINCIPALS = 10_000;

    private final AuditLog audit;
    private final InstantSource clock;
    private final ConcurrentHashMap<UUID, Window> windows = new ConcurrentHashMap<>();

    DeniedRequests(AuditLog audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * One minute of one principal.
     *
     * @param told events written in it
     * @param untold refusals since the last event that was written
     */
    private record Window(long minute, int told, long untold) {
        static final Window NONE = new Window(-1, 0, 0);

        Window after(long now) {
            if (minute != now) {
                return new Window(now, 1, 0);
            }
            return told < EACH_MINUTE ? new Window(now, told + 1, 0) : new Window(now, told, untold + 1);
        }
    }

    @Override
    void pass(HttpServletRequest request, HttpServletResponse response, FilterChain next)
            throws IOException, ServletException {
        try {
            next.doFilter(request, response);
        } catch (Refusal refusal) {
            record(refusal.code(), request);
            throw refusal;
        }
        RequestAttributes.problem(request).ifPresent(code -> record(code, request));
    }

    private void record(ProblemCode code, HttpServletRequest request) {
        if (RECORDED.contains(code)) {
            RequestAttributes.caller(request).ifPresent(caller -> record(caller, code, UsageLog.route(request)));
        }
    }

    private void record(Caller caller, ProblemCode code, String route) {
        long minute = clock.millis() / MINUTE_MILLIS;
        if (windows.size() > MANY_PRINCIPALS) {
            windows.values().removeIf(window -> window.minute() != minute);
        }
        UUID principal = caller.actor().principal();
        Window[] before = {Window.NONE};
        Window now = windows.compute(principal, (same, last) -> {
            before[0] = last == null ? Window.NONE : last;
            return before[0].after(minute);
        });
        if (now.untold() > 0) {
            return;
        }
        AuditEvent event = AuditEvent.refused(caller, "request.refuse", route, code.code());
        write(before[0].untold() == 0 ? event : event.with("left_out_before", before[0].untold()));
    }

    private void write(AuditEvent event) {
        try {
            audit.recordAlone(event);
        } catch (RuntimeException e) {
            // the request was refused with or without the event, and the refusal stands
            LOG.error("a refusal could not be recorded", e);
        }
    }
}
