package io.flowlet.ledger;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.ledger.internal.BookLock;
import io.flowlet.ledger.internal.JournalRows;
import io.flowlet.ledger.internal.UtcDays;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * The journal of a day, for the general ledger of the institution.
 *
 * <p>Of a day that is over the answer is the same for ever: every batch that was booked on it has ended before it is read. Debits and
 * credits of each currency are equal. Each read is audited. Thread-safe.
 */
@Component
public final class DailyJournals {
    private final Transactions transactions;
    private final BookLock book;
    /** A long read each: more at once would take the connections that payments need. */
    private static final int AT_ONCE = 2;

    private final Semaphore running = new Semaphore(AT_ONCE);
    private final JournalRows journal;
    private final AuditLog audit;
    private final Clock clock;

    DailyJournals(Transactions transactions, BookLock book, JournalRows journal, AuditLog audit, Clock clock) {
        this.transactions = transactions;
        this.book = book;
        this.journal = journal;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What was booked on a day (UTC); empty if it is not over by a minute.
     *
     * @throws Refusal {@code overloaded} while others are read
     * @throws IllegalStateException if debits and credits differ: the books are broken
     */
    public Optional<JournalDay> of(Caller caller, LocalDate bookedOn) {
        if (!UtcDays.isOver(bookedOn, clock.instant())) {
            return Optional.empty();
        }
        if (!running.tryAcquire()) {
            throw Refusal.retryAfter(ProblemCode.OVERLOADED, 1);
        }
        try {
            return Optional.of(read(caller, bookedOn));
        } finally {
            running.release();
        }
    }

    private JournalDay read(Caller caller, LocalDate bookedOn) {
        book.pass(caller.tenant());
        return transactions.in(caller.tenant(), () -> {
            JournalDay day = new JournalDay(bookedOn, journal.linesOf(caller.tenant(), bookedOn));
            for (JournalDay.Total total : day.totals()) {
                if (!total.debitMinor().equals(total.creditMinor())) {
                    throw new IllegalStateException(
                            "the journal of %s does not balance: %s".formatted(bookedOn, total));
                }
            }
            audit.record(AuditEvent.read(caller, "ledger_journal.read", bookedOn.toString())
                    .with("lines", day.lines().size()));
            return day;
        });
    }
}
