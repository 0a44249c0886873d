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
 * Takes a token of the caller for the class of the route it asks for: money, what is encrypted, other changes, reading.
 *
 * <p>A principal keeps its bucket over any number of tokens, keys and addresses. Refusal: {@code rate_limited}. Stands after
 * authentication. Thread-safe.
 */
@Component
public final class SubjectLimits extends OncePerRequestFilter {
    private final Map<RouteClass, Limit> limits = new EnumMap<>(RouteClass.class);

    @Autowired
    SubjectLimits(LimitsSettings settings, MeterRegistry registry) {
        this(settings, registry, TimeMeter.SYSTEM_NANOTIME);
    }

    SubjectLimits(LimitsSettings settings, MeterRegistry registry, TimeMeter time) {
        for (RouteClass routes : RouteClass.values()) {
            RateBuckets<Subject> ofClass =
                    new RateBuckets<>(perMinute(routes, settings), settings.trackedSubjects(), time);
            limits.put(routes, new Limit(ofClass, new LimitMeters(registry, routes.code(), ofClass)));
        }
    }

    private record Subject(int tenant, UUID principal) {}

    private record Limit(RateBuckets<Subject> buckets, LimitMeters meters) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Actor actor = RequestAttributes.caller(request)
                .map(Caller::actor)
                .orElseThrow(() -> new IllegalStateException(
                        "a subject is counted before it is known: this step stands too early"));
        AddressGuard.giveBack(request);
        RouteClass routes = RouteClass.of(request.getMethod(), request.getRequestURI());
        Limit limit = limitOf(routes);
        Taken taken = limit.buckets().take(new Subject(actor.tenant().value(), actor.principal()));
        taken.show(routes.code(), response);
        limit.meters().count(taken.allowed());
        if (!taken.allowed()) {
            throw Refusal.retryAfter(ProblemCode.RATE_LIMITED, taken.retryAfterSeconds());
        }
        chain.doFilter(request, response);
    }

    private Limit limitOf(RouteClass routes) {
        Limit ofClass = limits.get(routes);
        if (ofClass == null) {
            throw new IllegalStateException("no limit for " + routes);
        }
        return ofClass;
    }

    private static int perMinute(RouteClass routes, LimitsSettings settings) {
        return switch (routes) {
            case MONEY -> settings.moneyPerMinute();
            case SENSITIVE -> settings.sensitivePerMinute();
            case WRITE -> settings.writePerMinute();
            case READ -> settings.readPerMinute();
        };
    }
}
