package io.flowlet.onboarding;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.Uuid7;
import io.flowlet.onboarding.internal.CaseRows;
import io.flowlet.screening.HitsDecided;
import io.flowlet.screening.ScreeningResult;
import io.flowlet.subscribers.Kyc;
import io.flowlet.subscribers.KycStatus;
import io.flowlet.subscribers.KycTier;
import io.flowlet.subscribers.SubscriberId;
import io.flowlet.subscribers.Subscribers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one place that moves a case: locks it, writes its next version, audits that, and tells {@code subscribers} where it stands. Works inside
 * the open transaction of the caller's tenant.
 */
@Component
final class CaseWork implements HitsDecided {
    private final CaseRows rows;
    private final Subscribers subscribers;
    private final AuditLog audit;
    private final MeterRegistry meters;
    private final Uuid7 ids;
    private final Clock clock;

    CaseWork(CaseRows rows, Subscribers subscribers, AuditLog audit, MeterRegistry meters, Uuid7 ids, Clock clock) {
        this.rows = rows;
        this.subscribers = subscribers;
        this.audit = audit;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** A case and whether it was opened just now. */
    record Opened(KysCase kysCase, boolean now) {}

    /** The subscriber's case, opened if there is none, and locked; empty if the caller reaches no such subscriber. */
    Optional<Opened> openOrLock(Caller caller, SubscriberId subscriber) {
        TenantId tenant = caller.tenant();
        if (!subscriber.isReachedBy(caller) || !subscribers.existsToWrite(tenant, subscriber)) {
            return Optional.empty();
        }
        Optional<KysCase> known = rows.lock(tenant, subscriber);
        if (known.isPresent()) {
            return known.map(found -> new Opened(found, false));
        }
        Instant now = now();
        KysCase fresh =
                new KysCase(new CaseId(ids.next()), subscriber, CaseProgress.started(), null, null, 1, now, now);
        if (!rows.insert(tenant, fresh)) {
            return rows.lock(tenant, subscriber).map(theirs -> new Opened(theirs, false));
        }
        audit.record(AuditEvent.done(caller, "kys_case.open", fresh.id().toString())
                .with("subscriber", subscriber.toString()));
        counted("none", fresh);
        subscribers.setKyc(caller, subscriber, kyc(fresh));
        return Optional.of(new Opened(fresh, true));
    }

    /** Writes the next version of a locked case. */
    KysCase advance(Caller caller, KysCase before, CaseProgress progress, @Nullable RiskLevel level) {
        return write(caller, before, before.to(progress, level, now()));
    }

    /** As {@link #advance}, because a person decided so. */
    KysCase decide(Caller caller, KysCase before, CaseProgress progress, CaseDecision decision) {
        rows.insert(caller.tenant(), before, decision);
        return write(
                caller, before, before.to(progress, before.riskLevel(), now()).with(decision));
    }

    @Override
    public void deciding(Caller caller, SubscriberId subscriber) {
        rows.lock(caller.tenant(), subscriber);
    }

    /** The new facts may free the case or stop it; whatever else holds it goes on holding. */
    @Override
    public void decided(Caller caller, SubscriberId subscriber, ScreeningResult result) {
        rows.lock(caller.tenant(), subscriber).ifPresent(found -> {
            CaseProgress progress = found.progress().screened(result);
            if (!progress.equals(found.progress())) {
                advance(caller, found, progress, found.riskLevel());
            }
        });
    }

    private KysCase write(Caller caller, KysCase before, KysCase next) {
        rows.update(caller.tenant(), next);
        audit.record(AuditEvent.done(caller, "kys_case.advance", next.id().toString())
                .with("from", before.state().code())
                .with("to", next.state().code())
                .with("version", (long) next.version()));
        if (before.state() != next.state()) {
            counted(before.state().code(), next);
        }
        subscribers.setKyc(caller, next.subscriber(), kyc(next));
        return next;
    }

    private static Kyc kyc(KysCase kysCase) {
        return switch (kysCase.state()) {
            case STARTED, NOTICE_AND_CONSENT, IDENTITY, RISK_PROFILE, SCREENING, REVIEW, MORE_INFORMATION ->
                new Kyc(KycStatus.IN_PROGRESS, KycTier.NONE);
            case APPROVED -> new Kyc(KycStatus.APPROVED, KycTier.BASIC);
            case REJECTED -> new Kyc(KycStatus.REJECTED, KycTier.NONE);
        };
    }

    private void counted(String from, KysCase next) {
        Counter.builder("flowlet.onboarding.cases")
                .description("Cases that went from one state to another, committed or not")
                .tag("from", from)
                .tag("to", next.state().code())
                .register(meters)
                .increment();
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
