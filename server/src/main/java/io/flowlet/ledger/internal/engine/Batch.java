package io.flowlet.ledger.internal.engine;

import io.flowlet.ledger.internal.engine.Outcome.Duplicate;
import io.flowlet.ledger.internal.engine.Outcome.KeyReused;
import io.flowlet.ledger.internal.engine.Outcome.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides units one after the other, each against the effects of those before it; a refused unit leaves no trace.
 *
 * <p>Starts from what the caller has locked; what is {@code changed} has to be written when all units are decided. Used by one thread.
 */
public final class Batch {
    private final Booking booking;
    private final Books books;
    private final Standing standing;
    private final Map<String, Seen> seenKeys = new HashMap<>();
    private int decided;

    public Batch(Booking booking, Locked locked) {
        this.booking = booking;
        this.books = Books.of(locked).draft();
        this.standing = new Standing(books, booking);
    }

    /** Decides the next unit. */
    public Outcome decide(Unit unit) {
        int index = decided++;
        Outcome repeated = repeated(unit.key(), index);
        if (repeated != null) {
            return repeated;
        }
        List<Step> steps = Step.of(unit, books);
        Refused refused = standing.refused(steps, unit.owners());
        return refused != null ? refused : move(steps);
    }

    /** Accounts that posted units have changed, each with its last version, in the order of their first change. */
    public List<Account> changedAccounts() {
        return books.accounts();
    }

    /** Holds that posted units have placed or changed, as the last one left them. */
    public List<Held> changedHolds() {
        return books.holds();
    }

    /** Transfers of which posted units have moved something back, with all that ever moved back of them. */
    public List<Reversed> changedReversals() {
        return books.reversed();
    }

    private @Nullable Outcome repeated(@Nullable RequestKey key, int index) {
        if (key == null) {
            return null;
        }
        Seen first = seenKeys.putIfAbsent(key.identity(), new Seen(index, key.requestHash()));
        if (first == null) {
            return null;
        }
        return first.requestHash().equals(key.requestHash())
                ? new Duplicate(first.unit())
                : new KeyReused(first.unit());
    }

    /** What the legs change becomes visible only when the last of them stands. */
    private Outcome move(List<Step> steps) {
        Books draft = books.draft();
        Movement movement = new Movement(draft, booking);
        for (Step step : steps) {
            Refused refused = movement.post(step);
            if (refused != null) {
                return refused;
            }
        }
        books.take(draft);
        return movement.posted();
    }

    private record Seen(int unit, String requestHash) {}
}
