package io.flowlet.sdk;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and how long a call is tried again. Only what cannot happen twice is: reads, and what goes out under an idempotency key; and
 * only after a failed connection, 503, 429, or 409 {@code request_in_flight}.
 *
 * @param attempts all together, from 1
 * @param total no attempt begins later than this after the first one
 * @param firstWait before the second attempt; doubled for each further one, and shortened by up to half at random
 * @param longestWait bounds the doubling; a {@code Retry-After} of the server counts more
 */
public record Retries(int attempts, Duration total, Duration firstWait, Duration longestWait) {
    /** Four attempts within a minute. */
    public static final Retries USUAL =
            new Retries(4, Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofSeconds(5));

    /** One attempt. */
    public static final Retries NONE = new Retries(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** @throws IllegalArgumentException if {@code attempts} is below 1 or a duration negative */
    public Retries {
        if (attempts < 1 || total.isNegative() || firstWait.isNegative() || longestWait.isNegative()) {
            throw new IllegalArgumentException("at least one attempt, and no negative duration");
        }
    }

    /** How long to wait after attempt number {@code attempt}, without advice of the server. */
    Duration waitAfter(int attempt) {
        long longest = longestWait.toMillis();
        long doubled = Math.min(longest, firstWait.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(doubled - ThreadLocalRandom.current().nextLong(doubled / 2 + 1));
    }
}
