package io.flowlet.ledger.internal;

import io.flowlet.ledger.PostingOutcome;
import io.flowlet.ledger.PostingReceipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What operators see of the lanes. No tenant in a tag: their number is not bounded. Thread-safe. */
@Component
final class LedgerMetrics {
    private static final String UNITS = "flowlet.ledger.units";

    private final MeterRegistry meters;
    /** By outcome: the registry's own look-up costs more than the count. */
    private final Map<String, Counter> ended = new ConcurrentHashMap<>();

    private final DistributionSummary batchCommands;
    private final Timer queueWait;
    private final Counter retries;
    private final Counter halvings;

    LedgerMetrics(MeterRegistry meters) {
        this.meters = meters;
        batchCommands = DistributionSummary.builder("flowlet.ledger.batch.commands")
                .description("Commands that one transaction posted or refused")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        queueWait = Timer.builder("flowlet.ledger.queue.wait")
                .description("From a unit's arrival until a writer took it")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        retries = Counter.builder("flowlet.ledger.batch.retries")
                .description("Batches written again after a race")
                .register(meters);
        halvings = Counter.builder("flowlet.ledger.batch.halvings")
                .description("Batches cut in two after an unexplained failure")
                .register(meters);
    }

    void taken(List<Ticket> batch) {
        int commands = 0;
        for (Ticket ticket : batch) {
            commands += ticket.unit().commands().size();
            queueWait.record(ticket.waitedNanos(), TimeUnit.NANOSECONDS);
        }
        batchCommands.record(commands);
    }

    void retried() {
        retries.increment();
    }

    void halved() {
        halvings.increment();
    }

    /** Counts how a unit ended; null for a failure. */
    void ended(@Nullable PostingReceipt receipt) {
        ended.computeIfAbsent(
                        receipt == null ? "failed" : word(receipt),
                        outcome -> meters.counter(UNITS, "outcome", outcome))
                .increment();
    }

    private static String word(PostingReceipt receipt) {
        return switch (receipt) {
            case PostingReceipt.Decided(PostingOutcome.Posted posted, var answer) -> "posted";
            case PostingReceipt.Decided(PostingOutcome.Refused refused, var answer) ->
                refused.reason().name().toLowerCase(Locale.ROOT);
            case PostingReceipt.Replayed replayed -> "replayed";
            case PostingReceipt.KeyReused reused -> "key_reused";
            case PostingReceipt.Overloaded overloaded -> "overloaded";
            case PostingReceipt.DeadlineExceeded late -> "deadline_exceeded";
        };
    }
}
