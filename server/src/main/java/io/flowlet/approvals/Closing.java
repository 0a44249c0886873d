package io.flowlet.approvals;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.internal.ApprovalRows;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.Uuid7;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Ends requests and tells of what happened to them, all in the open transaction; counts only what was committed. Thread-safe. */
@Component
final class Closing {
    private final ApprovalRows rows;
    private final AuditLog audit;
    private final Outbox outbox;
    private final ApprovalMeters meters;
    private final Uuid7 ids;
    private final Clock clock;

    Closing(ApprovalRows rows, AuditLog audit, Outbox outbox, ApprovalMeters meters, Uuid7 ids, Clock clock) {
        this.rows = rows;
        this.audit = audit;
        this.outbox = outbox;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** Writes the end of a locked request and returns it as it is then, with every decision. */
    Approval close(Caller caller, Approval locked, ApprovalState state, @Nullable String result) {
        rows.update(caller.tenant(), locked.to(state, now(), result));
        Approval closed = rows.find(caller.tenant(), locked.id()).orElseThrow();
        tell(caller, closed, state.code());
        afterCommit(() -> meters.closed(closed));
        return closed;
    }

    /** Writes and audits what came of carrying out {@code locked}, and returns it as it is then. */
    Approval conclude(Caller caller, Approval locked, Applied applied) {
        String id = locked.id().toString();
        return switch (applied) {
            case Applied.Done(String result, var code) -> {
                audit.record(about(AuditEvent.done(caller, "approval.apply", id), locked)
                        .with("result", result));
                yield close(caller, locked, ApprovalState.APPLIED, result);
            }
            case Applied.Later() -> {
                rows.update(caller.tenant(), locked.to(ApprovalState.APPROVED, null, null));
                tell(caller, locked, ApprovalState.APPROVED.code());
                yield rows.find(caller.tenant(), locked.id()).orElseThrow();
            }
            case Applied.Refused(ProblemCode reason) -> {
                AuditEvent failed = new AuditEvent(
                        caller, "approval.apply", id, AuditEvent.Outcome.FAILED, reason.code(), null, Map.of());
                audit.record(about(failed, locked));
                yield close(caller, locked, ApprovalState.FAILED, reason.code());
            }
        };
    }

    /** Closes an open request whose time is over. */
    Approval expire(Caller caller, Approval overdue) {
        audit.record(
                about(AuditEvent.done(caller, "approval.expire", overdue.id().toString()), overdue));
        return close(caller, overdue, ApprovalState.EXPIRED, null);
    }

    /** Tells everybody outside what happened: ids only. */
    void tell(Caller caller, Approval approval, String fact) {
        outbox.write(List.of(new OutboxEvent(
                ids.next(), caller.tenant(), "approval." + fact, approval.id().toString())));
    }

    /** {@code event} with what every event about a request says. */
    static AuditEvent about(AuditEvent event, Approval approval) {
        return event.with("kind", approval.kind())
                .with("subject", approval.subject())
                .with("maker", approval.makerName());
    }

    static void afterCommit(Runnable work) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
