package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.TokenBreakGlass;
import io.flowlet.identity.internal.VerifiedToken;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.KnownTenants;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps an eye on break-glass roles: marks the answers of whoever has one, tells of its use, and ends those whose time is over.
 *
 * <p>A use is a request whose token carries the role. Each is counted ({@code flowlet.break_glass.used}); the security log has one line a
 * minute and role, on each instance. The gauge {@code flowlet.break_glass.on} says how many are on. Thread-safe.
 */
@Component
public final class BreakGlassWatch {
    /** {@code bgl_…; until=…}, RFC 3339. */
    public static final String HEADER = "Flowlet-Break-Glass";

    private static final Logger LOG = LoggerFactory.getLogger(BreakGlassWatch.class);
    private static final Duration TOLD_EACH = Duration.ofMinutes(1);

    private final KnownTenants tenants;
    private final BreakGlasses breakGlasses;
    private final Uuid7 ids;
    private final Clock clock;
    private final Counter used;
    private final AtomicInteger on = new AtomicInteger();
    private final ConcurrentHashMap<UUID, Instant> told = new ConcurrentHashMap<>();

    BreakGlassWatch(KnownTenants tenants, BreakGlasses breakGlasses, Uuid7 ids, Clock clock, MeterRegistry meters) {
        this.tenants = tenants;
        this.breakGlasses = breakGlasses;
        this.ids = ids;
        this.clock = clock;
        this.used = Counter.builder("flowlet.break_glass.used")
                .description("requests with a token that carries a break-glass role")
                .register(meters);
        Gauge.builder("flowlet.break_glass.on", on, AtomicInteger::get)
                .description("break-glass roles that are on")
                .register(meters);
    }

    /** One round over all tenants; how many are still on. A tenant that fails does not keep the next one waiting. */
    public int runOnce() {
        int left = 0;
        // one that was on when its tenant ended ends, too
        for (TenantId tenant : tenants.idsEver()) {
            try {
                left += breakGlasses.endOverdue(self(tenant));
            } catch (RuntimeException e) {
                LOG.warn("break-glass roles of tenant {} were not ended", tenant.value(), e);
            }
        }
        on.set(left);
        Instant past = clock.instant().minus(TOLD_EACH);
        told.values().removeIf(at -> at.isBefore(past));
        return left;
    }

    /** Marks the answer of a person for whom one is on. */
    void mark(VerifiedToken token, HttpServletRequest request, HttpServletResponse response) {
        String name = token.actor().breakGlass();
        TokenBreakGlass breakGlass = token.breakGlass();
        if (name == null) {
            return;
        }
        response.setHeader(HEADER, name + "; until=" + breakGlass.until());
        UUID carried = breakGlass.carried();
        if (carried != null) {
            used.increment();
            if (isDue(carried)) {
                SecurityLog.write(
                        SecurityLog.Event.BREAK_GLASS_USED,
                        name,
                        RequestAttributes.trace(request).orElseThrow());
            }
        }
    }

    private boolean isDue(UUID carried) {
        Instant now = clock.instant();
        Instant last = told.get(carried);
        if (last != null && now.isBefore(last.plus(TOLD_EACH))) {
            return false;
        }
        told.put(carried, now); // two requests at once may both be told: better than neither
        return true;
    }

    private Caller self(TenantId tenant) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(tenant, "break-glass end"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
