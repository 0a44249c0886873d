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
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Closes requests that nobody decided in time. One whose time is over cannot be decided, whether this has run or not. On several instances at
 * once each is closed once. Thread-safe.
 */
@Component
public final class ApprovalExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(ApprovalExpiry.class);
    private static final int CHUNK = 100;

    private final KnownTenants tenants;
    private final Transactions transactions;
    private final ApprovalRows rows;
    private final Closing closing;
    private final Uuid7 ids;

    ApprovalExpiry(KnownTenants tenants, Transactions transactions, ApprovalRows rows, Closing closing, Uuid7 ids) {
        this.tenants = tenants;
        this.transactions = transactions;
        this.rows = rows;
        this.closing = closing;
        this.ids = ids;
    }

    /** One round over all tenants; how many were closed. A tenant that fails does not keep the next one waiting. */
    public int runOnce() {
        int count = 0;
        // a request does not stay open for good because its tenant has ended; closing it opens nothing of it
        for (TenantId tenant : tenants.idsEver()) {
            try {
                count += expire(tenant);
            } catch (RuntimeException e) {
                LOG.warn("approvals of tenant {} did not expire", tenant.value(), e);
            }
        }
        return count;
    }

    private int expire(TenantId tenant) {
        Caller self = self(tenant);
        int count = 0;
        int chunk;
        do {
            chunk = transactions.in(tenant, () -> {
                List<Approval> overdue = rows.lockOverdue(tenant, closing.now(), CHUNK);
                overdue.forEach(approval -> closing.expire(self, approval));
                return overdue.size();
            });
            count += chunk;
        } while (chunk == CHUNK);
        return count;
    }

    private Caller self(TenantId tenant) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(tenant, "approval expiry"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
