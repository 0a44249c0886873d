package io.flowlet.ledger;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.ids.Uuid7;
import io.flowlet.ledger.internal.BookLock;
import io.flowlet.ledger.internal.PeriodRows;
import io.flowlet.ledger.internal.PointInTime;
import io.flowlet.ledger.internal.UtcDays;
import io.flowlet.outbox.Outbox;
import io.flowlet.outbox.OutboxEvent;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Closes periods: afterwards nothing with a value date in them is posted, and the trial balance at their end stands for good.
 *
 * <p>Periods are closed in order, each once, and are never opened again. A closing waits for the batches under way and keeps later ones
 * waiting until the sums are made; that is short when the days are written ({@link LedgerUpkeep}). Each act and each read is audited.
 * Thread-safe.
 */
@Component
public final class Periods {
    /** Later than anybody asks, and still a date in PostgreSQL. */
    private static final long LAST_EPOCH_DAY = 100_000_000;

    private final Transactions transactions;
    private final BookLock book;
    private final PeriodRows periods;
    private final PointInTime past;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Uuid7 ids;
    private final Clock clock;

    Periods(
            Transactions transactions,
            BookLock book,
            PeriodRows periods,
            PointInTime past,
            AuditLog audit,
            Outbox outbox,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.book = book;
        this.periods = periods;
        this.past = past;
        this.audit = audit;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** Closes all days through {@code through}; joins the open transaction of the caller's tenant. */
    public PeriodOutcome close(Caller caller, LocalDate through) {
        return transactions.in(caller.tenant(), () -> {
            book.take(caller.tenant());
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Optional<LocalDate> last = periods.last(caller.tenant());
            boolean again = last.isPresent() && !through.isAfter(last.get());
            if (again || !UtcDays.isOver(through, now)) {
                audit.record(AuditEvent.refused(
                        caller, "ledger_period.close", through.toString(), ProblemCode.PERIOD_NOT_CLOSABLE.code()));
                return new PeriodOutcome.NotClosable();
            }
            return closeNow(caller, through, now);
        });
    }

    private PeriodOutcome closeNow(Caller caller, LocalDate through, Instant now) {
        TenantId tenant = caller.tenant();
        TrialBalance balance = past.trialBalanceValued(tenant, UtcDays.end(through));
        ClosedPeriod period =
                new ClosedPeriod(through, now, caller.actor().name(), PeriodRows.digest(through, balance));
        periods.insert(tenant, period, balance);
        audit.record(AuditEvent.done(caller, "ledger_period.close", through.toString())
                .with("digest", period.digest())
                .with("lines", balance.lines().size()));
        outbox.write(List.of(new OutboxEvent(ids.next(), tenant, "ledger_period.closed", through.toString())));
        return new PeriodOutcome.Closed(period, balance);
    }

    /** Closed periods, newest first. */
    public Page<ClosedPeriod> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<ClosedPeriod> found = periods.list(caller.tenant(), before(paging), paging.rows());
            audit.record(AuditEvent.read(caller, "ledger_period.list", "ledger_periods"));
            return Page.of(
                    found,
                    paging.limit(),
                    oldest -> Paging.cursor(new UUID(0, oldest.closedThrough().toEpochDay())));
        });
    }

    private static LocalDate before(Paging paging) {
        UUID cursor = paging.before();
        // a cursor that no page gave out may say any number
        return cursor == null
                ? LocalDate.MAX
                : LocalDate.ofEpochDay(Math.clamp(cursor.getLeastSignificantBits(), 0L, LAST_EPOCH_DAY));
    }

    /** The period that ends with {@code through}, and its trial balance as it was closed. */
    public Optional<PeriodOutcome.Closed> find(Caller caller, LocalDate through) {
        return transactions.in(caller.tenant(), () -> {
            Optional<PeriodOutcome.Closed> found = periods.find(caller.tenant(), through)
                    .map(period -> new PeriodOutcome.Closed(period, periods.balance(caller.tenant(), through)));
            if (found.isPresent()) {
                audit.record(AuditEvent.read(caller, "ledger_period.read", through.toString()));
            }
            return found;
        });
    }
}
