package io.flowlet.approvals;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.approvals.internal.ApprovalRows;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Carries out what was agreed to and has a transaction of its own: at once after the last approval, and every few seconds whatever a crash or an
 * overload left. The gauge {@code flowlet.approvals.agreed} counts what waits. Thread-safe.
 */
@Component
public final class AgreedRequests {
    private static final Logger LOG = LoggerFactory.getLogger(AgreedRequests.class);
    private static final int CHUNK = 100;

    private final Map<String, CarriedOutLater> kinds;
    private final ApprovalRows rows;
    private final Closing closing;
    private final KnownTenants tenants;
    private final Transactions transactions;
    private final Uuid7 ids;
    private final AtomicLong waiting = new AtomicLong();

    AgreedRequests(
            List<CarriedOutLater> kinds,
            ApprovalRows rows,
            Closing closing,
            KnownTenants tenants,
            Transactions transactions,
            Uuid7 ids,
            MeterRegistry meters) {
        this.kinds = kinds.stream()
                .collect(Collectors.toUnmodifiableMap(kind -> kind.rule().kind(), Function.identity()));
        this.rows = rows;
        this.closing = closing;
        this.tenants = tenants;
        this.transactions = transactions;
        this.ids = ids;
        Gauge.builder("flowlet.approvals.agreed", waiting, AtomicLong::get)
                .description("requests that were agreed to and are not done yet")
                .register(meters);
    }

    /** One round over all tenants; how many requests ended. What fails does not keep the next one waiting. */
    public int runOnce() {
        int ended = 0;
        long left = 0;
        for (TenantId tenant : tenants.ids()) {
            try {
                for (Approval agreed : transactions.in(tenant, () -> rows.agreed(tenant, CHUNK))) {
                    boolean done = carryOutOrLeave(tenant, agreed);
                    ended += done ? 1 : 0;
                    left += done ? 0 : 1;
                }
            } catch (RuntimeException e) {
                LOG.warn("what tenant {} agreed to was not carried out", tenant.value(), e);
            }
        }
        waiting.set(left);
        return ended;
    }

    /** Carries out one request if it was agreed to; what goes wrong is left to the next round. */
    public void carryOut(TenantId tenant, ApprovalId id) {
        transactions
                .in(tenant, () -> rows.find(tenant, id))
                .filter(approval -> approval.state() == ApprovalState.APPROVED)
                .ifPresent(agreed -> carryOutOrLeave(tenant, agreed));
    }

    private boolean carryOutOrLeave(TenantId tenant, Approval agreed) {
        try {
            Caller self = self(tenant);
            return Optional.ofNullable(kinds.get(agreed.kind()))
                    .flatMap(kind -> kind.carryOut(new Agreed(self, agreed)))
                    .map(applied -> end(self, agreed, applied))
                    .orElse(false);
        } catch (RuntimeException e) {
            LOG.warn(
                    "request {} of tenant {} was agreed to and is not carried out yet", agreed.id(), tenant.value(), e);
            return false;
        }
    }

    /** Whoever comes second finds it ended, by the same outcome. */
    private boolean end(Caller self, Approval agreed, Applied applied) {
        return transactions.in(
                self.tenant(),
                () -> rows.lock(self.tenant(), agreed.id())
                        .filter(approval -> approval.state() == ApprovalState.APPROVED)
                        .map(approval ->
                                closing.conclude(self, approval, applied).state() != ApprovalState.APPROVED)
                        .orElse(true));
    }

    private Caller self(TenantId tenant) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(tenant, "approvals"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
