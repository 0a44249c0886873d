package io.flowlet.ledger;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.internal.HoldRows;
import io.flowlet.ledger.internal.HoldRows.Due;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.tenants.KnownTenants;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Gives back what is held by holds whose time has come; to be asked every few seconds.
 *
 * <p>Holds go through the tenant's lane in chunks, each chunk all or nothing, audited as the server's own act and told to others as
 * {@code hold.expired}. On several instances at once each hold expires once: who comes late is refused, leaves that hold out and goes on. A hold
 * is worth nothing to a capture from its time on, whether this has run or not. Thread-safe.
 */
@Component
public final class HoldExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(HoldExpiry.class);
    private static final String ACTION = "hold.expire";
    private static final int CHUNK = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KnownTenants tenants;
    private final Transactions transactions;
    private final HoldRows holds;
    private final Ledger ledger;
    private final Uuid7 ids;
    private final Clock clock;
    private final Counter expired;
    private final Counter refused;

    HoldExpiry(
            KnownTenants tenants,
            Transactions transactions,
            HoldRows holds,
            Ledger ledger,
            Uuid7 ids,
            Clock clock,
            MeterRegistry meters) {
        this.tenants = tenants;
        this.transactions = transactions;
        this.holds = holds;
        this.ledger = ledger;
        this.ids = ids;
        this.clock = clock;
        this.expired = Counter.builder("flowlet.ledger.holds.expired")
                .description("Holds that gave back what they held when their time had come")
                .register(meters);
        this.refused = Counter.builder("flowlet.ledger.holds.expiry.refused")
                .description("Due holds that could not be given back, each time it was tried")
                .register(meters);
    }

    /** Expires what is due in all tenants; how many holds that were. A tenant that fails does not keep the next one waiting. */
    public int runOnce() {
        int count = 0;
        // a hold on the program's own accounts may outlive the tenant's keys; giving it back needs none
        for (TenantId tenant : tenants.idsEver()) {
            try {
                count += expire(tenant);
            } catch (RuntimeException e) {
                LOG.warn("holds of tenant {} were not expired", tenant.value(), e);
            }
        }
        return count;
    }

    private int expire(TenantId tenant) {
        List<HoldId> without = new ArrayList<>();
        int count = 0;
        while (true) {
            List<Due> due = transactions.in(tenant, () -> holds.due(tenant, clock.instant(), without, CHUNK));
            if (due.isEmpty()) {
                return count;
            }
            switch (ledger.post(unit(tenant, due))) {
                case PostingReceipt.Decided(PostingOutcome.Posted posted, var answer) -> count += expired(posted);
                case PostingReceipt.Decided(PostingOutcome.Refused lost, var answer) ->
                    without.add(leftOut(tenant, due.get(lost.command()), lost));
                case PostingReceipt.Overloaded later -> {
                    return count;
                }
                case PostingReceipt.DeadlineExceeded later -> {
                    return count;
                }
                case PostingReceipt.Replayed none -> throw new IllegalStateException("a unit without a key");
                case PostingReceipt.KeyReused none -> throw new IllegalStateException("a unit without a key");
            }
        }
    }

    private int expired(PostingOutcome.Posted posted) {
        expired.increment(posted.holds().size());
        return posted.holds().size();
    }

    /** The hold that stands in its chunk's way: another instance was faster, or somebody has to look. */
    private HoldId leftOut(TenantId tenant, Due due, PostingOutcome.Refused lost) {
        if (lost.reason() != PostingRefusal.HOLD_NOT_OPEN) {
            refused.increment();
            LOG.warn("hold {} of tenant {} cannot expire: {}", due.hold().id(), tenant.value(), lost.reason());
        }
        return due.hold().id();
    }

    private PostingUnit unit(TenantId tenant, List<Due> due) {
        Set<AccountOwner> owners =
                due.stream().flatMap(each -> each.owners().stream()).collect(Collectors.toUnmodifiableSet());
        List<Command> commands = due.stream()
                .<Command>map(each -> new ReleaseHold(each.hold(), ReleaseHold.Reason.EXPIRY))
                .toList();
        UUID run = ids.next();
        Caller self = new Caller(
                Actor.system(tenant, "hold expiry"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
        return new PostingUnit(
                tenant,
                owners,
                commands,
                null,
                outcome -> consequence(self, outcome),
                clock.instant().plus(PATIENCE));
    }

    private Consequence consequence(Caller self, PostingOutcome outcome) {
        return switch (outcome) {
            case PostingOutcome.Posted posted ->
                new Consequence(
                        null,
                        posted.holds().stream().map(hold -> done(self, hold)).toList(),
                        posted.holds().stream()
                                .map(hold -> new OutboxEvent(
                                        ids.next(),
                                        self.tenant(),
                                        "hold.expired",
                                        hold.id().toString()))
                                .toList(),
                        List.of());
            case PostingOutcome.Refused lost
            when lost.reason() == PostingRefusal.HOLD_NOT_OPEN ->
                new Consequence(null, List.of(), List.of(), List.of()); // nothing was to be done any more
            case PostingOutcome.Refused lost ->
                Consequence.audited(AuditEvent.refused(
                        self, ACTION, "holds", lost.reason().problem().code()));
        };
    }

    private static AuditEvent done(Caller self, Hold hold) {
        return AuditEvent.done(self, ACTION, hold.id().toString());
    }
}
