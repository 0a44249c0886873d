package io.flowlet.limits;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes a token of the caller for the class of the route it asks for: money, other changes, reading.
 *
 * <p>A principal keeps its bucket over any number of tokens, keys and addresses. Refusal: {@code rate_limited}. Stands after
 * authentication. Thread-safe.
 */
@Component
public final class SubjectLimits extends OncePerRequestFilter {
    private final Map<RouteClass, RateBuckets<Subject>> buckets = new EnumMap<>(RouteClass.class);
    private final LimitMeters meters;

    @Autowired
    SubjectLimits(LimitsSettings settings, MeterRegistry registry) {
        this(settings, registry, TimeMeter.SYSTEM_NANOTIME);
    }

    SubjectLimits(LimitsSettings settings, MeterRegistry registry, TimeMeter time) {
        this.meters = new LimitMeters(registry);
        for (RouteClass routes : RouteClass.values()) {
            RateBuckets<Subject> ofClass =
                    new RateBuckets<>(perMinute(routes, settings), settings.trackedSubjects(), time);
            buckets.put(routes, ofClass);
            meters.watch(routes.code(), ofClass);
        }
    }

    private record Subject(int tenant, UUID principal) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Actor actor = RequestAttributes.caller(request)
                .map(Caller::actor)
                .orElseThrow(() -> new IllegalStateException(
                        "a subject is counted before it is known: this step stands too early"));
        AddressGuard.giveBack(request);
        RouteClass routes = RouteClass.of(request.getMethod(), request.getRequestURI());
        Taken taken = bucketsOf(routes).take(new Subject(actor.tenant().value(), actor.principal()));
        taken.show(routes.code(), response);
        meters.count(routes.code(), taken.allowed());
        if (!taken.allowed()) {
            throw Refusal.retryAfter(ProblemCode.RATE_LIMITED, taken.retryAfterSeconds());
        }
        chain.doFilter(request, response);
    }

    private RateBuckets<Subject> bucketsOf(RouteClass routes) {
        RateBuckets<Subject> ofClass = buckets.get(routes);
        if (ofClass == null) {
            throw new IllegalStateException("no limit for " + routes);
        }
        return ofClass;
    }

    private static int perMinute(RouteClass routes, LimitsSettings settings) {
        return switch (routes) {
            case MONEY -> settings.moneyPerMinute();
            case WRITE -> settings.writePerMinute();
            case READ -> settings.readPerMinute();
        };
    }
}
