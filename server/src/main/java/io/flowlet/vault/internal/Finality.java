package io.flowlet.vault.internal;

import io.flowlet.vault.VaultSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says when the keys that were destroyed in an epoch are final: when that epoch's own key, and all before it, are destroyed. Thread-safe. */
@Component
public final class Finality {
    /** The job looks so often whether a turn is due. */
    private static final Duration LOOK = Duration.ofMinutes(1);
    /** Ten million keys at 2,800 a second, little more than half of what the benchmark asks for at least. */
    private static final Duration TURN_AT_MOST = Duration.ofHours(1);

    private static final Duration ENDED_WITHIN = TURN_AT_MOST.plus(EpochTurn.SETTLING);

    private final Epochs epochs;
    private final Duration epoch;
    private final Clock clock;

    Finality(Epochs epochs, VaultSettings settings, Clock clock) {
        this.epochs = epochs;
        this.epoch = settings.epoch();
        this.clock = clock;
    }

    /** The number of the epoch that is open for the open transaction. */
    public int openEpoch() {
        return epochs.open().number();
    }

    /** When what was destroyed in the epoch {@code number} is final, or was; empty while a turn is overdue, for then nobody knows. */
    public Optional<Instant> of(int number) {
        Epoch open = epochs.open();
        int oldest = epochs.olderThan(open).stream().findFirst().orElse(open).number();
        if (number < oldest) {
            return epochs.destroyedAt(number);
        }
        // a turn that is on: what comes after it cannot be told while it is late
        if (isLate(epochs.endedAt(oldest).map(ended -> ended.plus(ENDED_WITHIN)))) {
            return Optional.empty();
        }
        return number < open.number() ? epochs.endedAt(number).map(ended -> ended.plus(ENDED_WITHIN)) : next(open);
    }

    private Optional<Instant> next(Epoch open) {
        Instant over = open.openedAt().plus(epoch);
        Optional<Instant> first = epochs.firstDestruction();
        Instant due = first.filter(over::isBefore).orElse(over);
        Instant end = due.plus(LOOK).plus(ENDED_WITHIN);
        // without a destruction there is no turn that could be late
        return first.isPresent() && isLate(Optional.of(end)) ? Optional.empty() : Optional.of(end);
    }

    private boolean isLate(Optional<Instant> end) {
        return end.filter(clock.instant()::isAfter).isPresent();
    }
}
