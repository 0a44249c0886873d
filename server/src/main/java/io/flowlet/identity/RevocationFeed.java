package io.flowlet.identity;

import io.flowlet.identity.internal.RevocationRows;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What this instance has heard of accesses that ended or changed, at whatever instance.
 *
 * <p>Tokens are remembered by it, and so can whatever else a trigger writes to {@code identity.revocation} about. The database is asked every {@link #HEARTBEAT_MILLIS}; an answer is the heartbeat, since it tells all that was committed before it. Whoever
 * remembers a fact notes {@link #version} before reading it and asks {@link #trust} before using it again. A feed that has not been heard for
 * {@link #SILENCE}, or whose answer came from a standby, knows nothing: facts are then read anew every half second. Bound of all this: what was
 * committed is heeded here less than a second later. Thread-safe.
 */
@Component
public final class RevocationFeed {
    /** How often the database is asked. */
    public static final long HEARTBEAT_MILLIS = 250;

    /** Three heartbeats: together with the time of an answer less than a second. */
    public static final Duration SILENCE = Duration.ofMillis(750);

    /** How long a remembered fact is used while the feed is silent. */
    public static final Duration SHORTEST_TRUST = Duration.ofMillis(500);

    /** How long a remembered fact is used without reading it anew, however good the feed is. */
    public static final Duration LONGEST_TRUST = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(RevocationFeed.class);
    private static final Duration FORGOTTEN_AFTER = LONGEST_TRUST.multipliedBy(4);

    private final RevocationRows rows;
    private final Transactions transactions;
    private final Clock clock;
    private final Counter events;
    private final AtomicLong version = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Map<Revocable, Touched> touched = new ConcurrentHashMap<>();
    private volatile Instant heardAt = Instant.EPOCH;
    /** Facts from before this version may have missed something. */
    private volatile long wholeSince = 1;

    private Set<Long> known = Set.of(); // these belong to whoever is asking
    private @Nullable String from;
    private boolean silent = true;

    public RevocationFeed(RevocationRows rows, Transactions transactions, Clock clock, MeterRegistry meters) {
        this.rows = rows;
        this.transactions = transactions;
        this.clock = clock;
        this.events = Counter.builder("flowlet.revocations.heard")
                .description("Ends and changes of accesses that this instance heard of")
                .register(meters);
        Gauge.builder("flowlet.revocations.behind", this, RevocationFeed::behindSeconds)
                .description("How long ago the revocation feed was heard")
                .baseUnit("seconds")
                .register(meters);
    }

    private record Touched(long version, Instant at) {}

    /** Counts what was heard: a fact that was read when this was {@code n} is older than whatever makes it {@code n + 1}. */
    public long version() {
        return version.get();
    }

    /**
     * For how long a fact about {@code subjects}, read when {@link #version} was {@code since}, may be used: not at all if something happened to one
     * of them, {@link #LONGEST_TRUST} if that would have been heard, {@link #SHORTEST_TRUST} if it might not.
     */
    public Duration trust(long since, Collection<Revocable> subjects) {
        if (since != version.get() && subjects.stream().anyMatch(subject -> wasTouched(subject, since))) {
            return Duration.ZERO;
        }
        return since >= wholeSince && isHeard() ? LONGEST_TRUST : SHORTEST_TRUST;
    }

    /** Asks once; what is asking already is not asked again. A database that does not answer makes the feed silent, and is no error here. */
    public void hear() {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        try {
            Instant asked = clock.instant();
            RevocationRows.Heard heard = transactions.control(() -> rows.hear(from));
            if (heard.standby()) {
                fellSilent("the database is a standby", null);
            } else {
                take(heard, asked);
            }
        } catch (RuntimeException e) {
            fellSilent("the database does not answer", e);
        } finally {
            asking.set(false);
        }
    }

    private void take(RevocationRows.Heard heard, Instant asked) {
        long next = version.get() + 1;
        boolean afresh = from == null;
        int fresh = 0;
        for (Map.Entry<Long, Revocable> event : heard.events().entrySet()) {
            if (!known.contains(event.getKey())) {
                touched.put(event.getValue(), new Touched(next, asked));
                fresh++;
            }
        }
        if (afresh || fresh > 0) {
            version.set(next); // after the marks: whoever sees the new number sees them
            events.increment(fresh);
        }
        if (afresh) {
            wholeSince = next;
        }
        touched.values().removeIf(mark -> mark.at().plus(FORGOTTEN_AFTER).isBefore(asked));
        known = Set.copyOf(heard.events().keySet());
        from = heard.from();
        heardAt = asked;
        if (silent) {
            silent = false;
            LOG.info("the revocation feed is heard");
        }
    }

    // another database may answer next, in which transactions have other numbers: all that was remembered is asked for
    // anew
    private void fellSilent(String why, @Nullable RuntimeException e) {
        from = null;
        if (!silent) {
            silent = true;
            LOG.warn("the revocation feed is silent ({}): each token is looked up until it is heard again", why, e);
        }
    }

    private boolean wasTouched(Revocable subject, long since) {
        Touched mark = touched.get(subject);
        return mark != null && mark.version() > since;
    }

    private boolean isHeard() {
        return Duration.between(heardAt, clock.instant()).abs().compareTo(SILENCE) < 0;
    }

    private double behindSeconds() {
        return Duration.between(heardAt, clock.instant()).toMillis() / 1_000.0;
    }
}
