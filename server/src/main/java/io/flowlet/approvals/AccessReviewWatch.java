package io.flowlet.approvals;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.KnownTenants;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Counts what is overdue for review in tenants that need two people, as {@code flowlet.access_review.overdue}. Thread-safe. */
@Component
public final class AccessReviewWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccessReviewWatch.class);

    private final KnownTenants tenants;
    private final Approvals approvals;
    private final AccessReviews reviews;
    private final AtomicLong overdue = new AtomicLong();

    AccessReviewWatch(KnownTenants tenants, Approvals approvals, AccessReviews reviews, MeterRegistry meters) {
        this.tenants = tenants;
        this.approvals = approvals;
        this.reviews = reviews;
        Gauge.builder("flowlet.access_review.overdue", overdue, AtomicLong::get)
                .description("accesses of live tenants that nobody certified or removed in time")
                .register(meters);
    }

    /** One round over all tenants; how many are overdue. A tenant that fails does not keep the next one waiting. */
    public long runOnce() {
        long sum = 0;
        for (TenantId tenant : tenants.ids()) {
            try {
                long late = approvals.isNeeded(tenant) ? reviews.overdue(tenant) : 0;
                if (late > 0) {
                    LOG.warn("{} accesses of tenant {} are overdue for review", late, tenant.value());
                }
                sum += late;
            } catch (RuntimeException e) {
                LOG.warn("accesses of tenant {} were not counted", tenant.value(), e);
            }
        }
        overdue.set(sum);
        return sum;
    }
}
