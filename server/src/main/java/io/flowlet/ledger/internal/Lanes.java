package io.flowlet.ledger.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.ledger.LedgerSettings;
import io.flowlet.ledger.PostingReceipt;
import io.flowlet.ledger.PostingUnit;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * One lane a tenant, made when its first unit comes, and the threads that write for all of them.
 *
 * <p>These are threads of the operating system. A batch takes some ten round trips, and a virtual thread goes to the end of the queue of all
 * runnable ones after each of them, behind every request that has just come in: on a busy server that made a batch several times longer.
 * Thread-safe.
 */
@Component
public final class Lanes implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;
    /** Of one lane: one waits for PostgreSQL while the other decides. The more there are the smaller each is; three were not measured. */
    private static final int BATCHES_AT_ONCE = 2;

    private final Journal journal;
    private final LedgerSettings settings;
    private final LedgerMetrics metrics;
    private final Clock clock;
    private final Map<TenantId, Lane> lanes = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor writers;

    Lanes(Journal journal, LedgerSettings settings, LedgerMetrics metrics, Clock clock) {
        this.journal = journal;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.writers = new ThreadPoolExecutor(
                settings.writers(),
                settings.writers(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("lane-writer-", 0).daemon().factory());
        writers.allowCoreThreadTimeOut(true);
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
        return new Lane(settings, BATCHES_AT_ONCE, clock, new LaneWriter(tenant, journal, metrics), writers);
    }

    /** Ends once what has been taken is written. */
    @Override
    public void close() {
        writers.close();
    }
}
