package io.flowlet.ids;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7: milliseconds since 1970, a counter, and 62 random bits.
 *
 * <p>Every id of one generator is greater than the one before, in the order of {@link UUID#compareTo}, of its bytes and of
 * {@link PublicId}. Within a millisecond the 12 bits after the time count up from a random start; when they are used up, or the
 * clock goes back, the time in the id runs ahead of the clock until the clock has caught up. The random bits come from
 * {@link SecureRandom}, fetched in blocks. Ids are hard to guess but are no secrets: they show when they were made.
 *
 * <p>Thread-safe; meant to be one instance a process. Uniqueness between processes rests on the random bits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562.html#section-5.7">RFC 9562, 5.7 and 6.2 method 1</a>
 */
public final class Uuid7 {
    private static final int COUNTER_BITS = 12;
    private static final int TIME_BITS = 48;
    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** Half the counter's range, so that at least 2,048 ids of a millisecond keep its time. */
    private static final int COUNTER_START_MASK = 0x7ff;

    private static final int RANDOM_BYTES_PER_ID = Short.BYTES + Long.BYTES;
    private static final int BLOCK_IDS = 400;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final byte[] block = new byte[BLOCK_IDS * RANDOM_BYTES_PER_ID];
    private final ByteBuffer unused = ByteBuffer.wrap(block).position(block.length);

    /** Time and counter of the last id as one number: counting on past the counter's end carries into the time. */
    private long lastTick = -1;

    /** A generator with the operating system's randomness. */
    public Uuid7(InstantSource clock) {
        this(clock, new SecureRandom());
    }

    Uuid7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * The next id.
     *
     * @throws IllegalStateException if the clock is before 1970 or after 10889, whose times have no place in an id
     */
    public synchronized UUID next() {
        if (!unused.hasRemaining()) {
            random.nextBytes(block);
            unused.rewind();
        }
        long start = unused.getShort() & COUNTER_START_MASK;
        long tick = Math.max(millis() << COUNTER_BITS | start, lastTick + 1);
        lastTick = tick;
        long time = tick >>> COUNTER_BITS;
        long counter = tick & (1 << COUNTER_BITS) - 1;
        return new UUID(time << Short.SIZE | VERSION | counter, VARIANT | unused.getLong() >>> 2);
    }

    private long millis() {
        long millis = clock.millis();
        if (millis < 0 || millis >>> TIME_BITS != 0) {
            throw new IllegalStateException("the clock is outside the range of an id: " + clock.instant());
        }
        return millis;
    }
}
