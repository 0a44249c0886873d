package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.LedgerSettings;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** One lane a tenant, made when its first unit comes. Thread-safe. */
@Component
public final class Lanes {
    private final Journal journal;
    private final LedgerSettings settings;
    private final LedgerMetrics metrics;
    private final Clock clock;
    private final Map<TenantId, Lane> lanes = new ConcurrentHashMap<>();

    Lanes(Journal journal, LedgerSettings settings, LedgerMetrics metrics, Clock clock) {
        this.journal = journal;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Waits until {@code unit} is answered. */
    public PostingReceipt post(PostingUnit unit) {
        PostingReceipt receipt = null;
        try {
            receipt = lanes.computeIfAbsent(unit.tenant(), this::open).post(unit);
            return receipt;
        } finally {
            metrics.ended(receipt);
        }
    }

    /**
     * Waits until all {@code units}, which are one tenant's, are answered; they are decided in their order, together with others'.
     *
     * @return a receipt for each; they were all {@code Overloaded} or none
     */
    public List<PostingReceipt> postAll(List<PostingUnit> units) {
        if (units.isEmpty()) {
            return List.of();
        }
        List<PostingReceipt> receipts =
                lanes.computeIfAbsent(units.getFirst().tenant(), this::open).postAll(units);
        receipts.forEach(metrics::ended);
        return receipts;
    }

    private Lane open(TenantId tenant) {
        return new Lane(settings, clock, new LaneWriter(tenant, journal, metrics));
    }
}
