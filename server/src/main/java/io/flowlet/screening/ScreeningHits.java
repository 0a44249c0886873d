package io.flowlet.screening;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.Approvals;
import io.flowlet.approvals.NewApproval;
import io.flowlet.approvals.OpenOutcome;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ids.Uuid7;
import io.flowlet.screening.ScreeningHit.Decision;
import io.flowlet.screening.ScreeningHit.Verdict;
import io.flowlet.screening.internal.HitRows;
import io.flowlet.screening.internal.ScreeningMeters;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Hits of the caller's tenant: read and decided, each act audited in its transaction.
 *
 * <p>Of two who decide one hit at once exactly one wins. Decisions about one subscriber follow one another, so that whoever is told last is
 * told how things stand. Thread-safe.
 */
@Component
public final class ScreeningHits {
    private final Transactions transactions;
    private final HitRows rows;
    private final AuditLog audit;
    private final ScreeningMeters meters;
    private final ObjectProvider<HitsDecided> told;
    private final Approvals approvals;
    private final StrongHits strong;
    private final Uuid7 ids;
    private final Clock clock;

    ScreeningHits(
            Transactions transactions,
            HitRows rows,
            AuditLog audit,
            ScreeningMeters meters,
            ObjectProvider<HitsDecided> told,
            Approvals approvals,
            StrongHits strong,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.audit = audit;
        this.meters = meters;
        this.told = told;
        this.approvals = approvals;
        this.strong = strong;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * The hit, if the caller's tenant has it; the read is audited.
     *
     * @throws Refusal {@code subscriber_erased}
     */
    public Optional<ScreeningHit> find(Caller caller, HitId id) {
        return transactions.in(caller.tenant(), () -> {
            requireServed(caller.tenant(), id);
            Optional<ScreeningHit> found = rows.find(caller.tenant(), id);
            found.ifPresent(hit -> audit.record(AuditEvent.read(caller, "screening_hit.read", id.toString())));
            return found;
        });
    }

    /** Hits, newest first, of one status or subscriber if named; the read is audited as one event with the count. */
    public Page<ScreeningHit> list(
            Caller caller, @Nullable HitStatus status, @Nullable SubscriberId subscriber, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<ScreeningHit> found =
                    rows.list(caller.tenant(), new HitRows.Wanted(status, subscriber, paging.before(), paging.rows()));
            Page<ScreeningHit> page = Page.of(
                    found, paging.limit(), last -> Paging.cursor(last.id().value()));
            audit.record(AuditEvent.read(caller, "screening_hit.list", "screening_hits")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    /** What two people said of a hit, and the revision that they looked at. */
    record Agreed(HitId id, int revision, Approval approval) {}

    /** What is to be said of a hit, and by whose word. */
    private record Said(
            Caller caller, Decision decision, @Nullable Agreed agreed) {}

    /**
     * Decides an open hit and tells every {@link HitsDecided}, all in one transaction; whoever clears a strong one where changes need another person
     * has asked that one.
     *
     * @param reason kept encrypted, never in the audit event
     * @return in this order of precedence: unknown, decided already, asked, decided
     * @throws Refusal {@code subscriber_erased}; as {@link io.flowlet.approvals.OpenOutcome} says
     */
    public DecisionOutcome decide(Caller caller, HitId id, Verdict verdict, String reason) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            requireServed(tenant, id);
            Optional<ScreeningHit> found = rows.find(tenant, id);
            if (found.isEmpty()) {
                return new DecisionOutcome.Unknown();
            }
            if (verdict == Verdict.CLEAR
                    && found.get().status() == HitStatus.OPEN
                    && approvals.isNeeded(tenant)
                    && strong.inForce(tenant).isStrong(found.get().finding())) {
                return ask(caller, found.get(), reason);
            }
            return write(
                    new Said(
                            caller, new Decision(verdict, reason, caller.actor().name(), now()), null),
                    found.get());
        });
    }

    private DecisionOutcome ask(Caller caller, ScreeningHit hit, String reason) {
        int revision = rows.revision(caller.tenant(), hit.id());
        NewApproval asked = HitClearing.asking(hit, revision, strong.inForce(caller.tenant()), reason);
        return switch (approvals.open(caller, asked)) {
            case OpenOutcome.Opened(var approval) -> new DecisionOutcome.Asked(hit, approval.id());
            case OpenOutcome.Refused(var why) -> throw Refusal.of(why);
        };
    }

    /** Clears a hit that another person agreed to clear, in that person's transaction. */
    DecisionOutcome clear(Caller checker, Agreed agreed) {
        TenantId tenant = checker.tenant();
        Optional<ScreeningHit> found =
                rows.isEnded(tenant, agreed.id()) ? Optional.empty() : rows.find(tenant, agreed.id());
        Approval approval = agreed.approval();
        Decision decision = new Decision(Verdict.CLEAR, approval.reason(), approval.makerName(), now());
        return found.map(hit -> write(new Said(checker, decision, agreed), hit))
                .orElseGet(DecisionOutcome.Unknown::new);
    }

    private DecisionOutcome write(Said said, ScreeningHit seen) {
        Caller caller = said.caller();
        TenantId tenant = caller.tenant();
        SubscriberId subscriber = seen.subscriber();
        HitId id = seen.id();
        told.orderedStream().forEach(listener -> listener.deciding(caller, subscriber));
        rows.lock(tenant, subscriber);
        Agreed agreed = said.agreed();
        if (agreed != null && rows.revision(tenant, id) != agreed.revision()) {
            return new DecisionOutcome.Renewed();
        }
        // read again: until the lock was had, a screening may have renewed it
        ScreeningHit hit = rows.find(tenant, id).orElseThrow();
        Decision decision = said.decision();
        HitStatus status = decision.decision().status();
        if (!rows.decide(tenant, id, status)) {
            return new DecisionOutcome.DecidedAlready();
        }
        rows.insert(tenant, ids.next(), hit, decision);
        AuditEvent event = AuditEvent.done(caller, "screening_hit.decide", id.toString())
                .with("subscriber", subscriber.toString())
                .with("decision", status.code())
                .with("entry_hash", hit.finding().entryHash());
        audit.record(
                agreed == null
                        ? event
                        : event.with("approval", agreed.approval().id().toString())
                                .with("made_by", agreed.approval().makerName()));
        ScreeningResult result = Screening.of(rows.standings(tenant, subscriber));
        told.orderedStream().forEach(listener -> listener.decided(caller, subscriber, result));
        meters.hit(status.code());
        return new DecisionOutcome.Decided(
                new ScreeningHit(id, subscriber, status, hit.finding(), hit.subject(), hit.foundAt(), decision));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Of whoever is served no more a hit is a kept record, and read as such. */
    private void requireServed(TenantId tenant, HitId id) {
        if (rows.isEnded(tenant, id)) {
            throw Refusal.of(ProblemCode.SUBSCRIBER_ERASED);
        }
    }
}
