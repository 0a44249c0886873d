package io.flowlet.limits;

import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.SecurityLog;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes a token of the client's address before anything expensive is done for it; {@link SubjectLimits} gives it back once the caller is
 * known and counted by name.
 *
 * <p>So forged tokens and guessed secrets are bounded by address, and a partner with one address and much traffic is not. Refusal: {@code
 * rate_limited}. Needs the client's address. Thread-safe.
 */
@Component
public final class AddressGuard extends OncePerRequestFilter {
    private static final String TAKEN = Taken.class.getName();
    private static final String POLICY = "address";

    private final RateBuckets<String> buckets;
    private final LimitMeters meters;

    @Autowired
    AddressGuard(LimitsSettings settings, MeterRegistry registry) {
        this(settings, registry, TimeMeter.SYSTEM_NANOTIME);
    }

    AddressGuard(LimitsSettings settings, MeterRegistry registry, TimeMeter time) {
        this.buckets = new RateBuckets<>(settings.addressPerMinute(), settings.trackedAddresses(), time);
        this.meters = new LimitMeters(registry, POLICY, buckets);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Taken taken = buckets.take(RequestAttributes.clientAddress(request).site());
        taken.show(POLICY, response);
        meters.count(taken.allowed());
        if (!taken.allowed()) {
            RequestAttributes.trace(request)
                    .ifPresent(trace -> SecurityLog.write(
                            SecurityLog.Event.RATE_LIMITED, RequestAttributes.clientAddress(request), null, trace));
            throw Refusal.retryAfter(ProblemCode.RATE_LIMITED, taken.retryAfterSeconds());
        }
        request.setAttribute(TAKEN, taken);
        chain.doFilter(request, response);
    }

    /** The caller is known now and is counted as that. */
    static void giveBack(HttpServletRequest request) {
        if (request.getAttribute(TAKEN) instanceof Taken taken) {
            request.removeAttribute(TAKEN);
            taken.giveBack();
        }
    }
}
