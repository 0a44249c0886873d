package io.flowlet.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One bucket of tokens for each key that asks, in bounded memory.
 *
 * <p>A key that has not asked for a minute has a full bucket, so forgetting it changes nothing. When more keys than that are busy at once,
 * the new ones share a single bucket: a flood from many addresses limits itself and cannot push a busy address out to start afresh.
 * Thread-safe.
 */
final class RateBuckets<K> {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perMinute;
    private final int mostKeys;
    private final TimeMeter time;
    private final ConcurrentHashMap<K, Tracked> tracked = new ConcurrentHashMap<>();
    private final AtomicLong nextSweep;
    private final Bucket crowd;

    private static final class Tracked {
        private final Bucket bucket;
        private volatile long lastAsked;

        Tracked(Bucket bucket) {
            this.bucket = bucket;
        }
    }

    RateBuckets(int perMinute, int mostKeys, TimeMeter time) {
        this.perMinute = perMinute;
        this.mostKeys = mostKeys;
        this.time = time;
        this.nextSweep = new AtomicLong(time.currentTimeNanos());
        this.crowd = full();
    }

    /** Takes one token of {@code key}, if there is one. */
    Taken take(K key) {
        Bucket bucket = bucketOf(key);
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return new Taken(
                probe.isConsumed(),
                perMinute,
                probe.getRemainingTokens(),
                seconds(probe.getNanosToWaitForReset()),
                seconds(probe.getNanosToWaitForRefill()),
                bucket);
    }

    int size() {
        return tracked.size();
    }

    private Bucket bucketOf(K key) {
        long now = time.currentTimeNanos();
        Tracked mine = tracked.get(key);
        if (mine == null) {
            if (tracked.size() >= mostKeys) {
                sweep(now);
            }
            if (tracked.size() >= mostKeys) {
                return crowd;
            }
            mine = tracked.computeIfAbsent(key, unknown -> new Tracked(full()));
        }
        mine.lastAsked = now;
        return mine.bucket;
    }

    /** At most once a second: under a flood it would be the flood's best weapon. */
    private void sweep(long now) {
        long due = nextSweep.get();
        if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
            tracked.values().removeIf(other -> now - other.lastAsked > WINDOW.toNanos());
        }
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, WINDOW))
                .withCustomTimePrecision(time)
                .build();
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }
}
