package io.flowlet.identity.internal;

import io.flowlet.http.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Counts user codes that nobody's device shows: of each network as {@link Attempts} does, and of all networks together {@value #MOST} within a quarter
 * of an hour, then everybody waits who types one.
 *
 * <p>So whoever guesses from everywhere finds one of 10,000 devices that wait with a chance of 1 in 2,560 a quarter of an hour, and has then signed a
 * stranger's device in to an account of their own. Right codes do not count, and do not make up for wrong ones. On each instance for itself.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-5.1">RFC 8628, 5.1</a>
 */
@Component
public final class UserCodeAttempts {
    static final int MOST = 1_000;
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private final Attempts attempts;
    private final Clock clock;
    private Instant since = Instant.MIN;
    private int made;

    UserCodeAttempts(Attempts attempts, Clock clock) {
        this.attempts = attempts;
        this.clock = clock;
    }

    /** Counts a code before it is looked at; 0 if it may be, otherwise the seconds to wait. */
    public int begin(ClientAddress address) {
        int wait = attempts.begin(Attempts.Pair.ofUserCode(address));
        return wait > 0 ? wait : beginOfAll();
    }

    /** The code was right: what {@link #begin} counted counts no more. */
    public void right(ClientAddress address) {
        attempts.withdraw(Attempts.Pair.ofUserCode(address));
        withdrawOfAll();
    }

    private synchronized int beginOfAll() {
        Instant now = clock.instant();
        if (!now.isBefore(end())) {
            since = now;
            made = 0;
        }
        if (made >= MOST) {
            return Math.toIntExact(Math.max(1, Duration.between(now, end()).toSeconds()));
        }
        made++;
        return 0;
    }

    private synchronized void withdrawOfAll() {
        made = Math.max(0, made - 1);
    }

    private Instant end() {
        return since.equals(Instant.MIN) ? Instant.MIN : since.plus(WINDOW);
    }
}
