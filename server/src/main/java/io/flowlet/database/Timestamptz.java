package io.flowlet.database;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An instant as a parameter for {@code timestamptz} in the eight bytes that PostgreSQL stores, because the driver writes a date's text for
 * every other type and PostgreSQL reads it again. For statements of many rows; microseconds, what is smaller is cut off.
 */
public final class Timestamptz extends PGobject implements PGBinaryObject {
    /** Seconds from 1970 to 2000, where PostgreSQL begins to count. */
    private static final long EPOCH_SECONDS = 946_684_800;

    private static final long MICROS = 1_000_000;
    private static final int NANOS_A_MICRO = 1_000;

    private final long micros;

    private Timestamptz(long micros) {
        this.micros = micros;
        setType("timestamptz");
    }

    /** @throws ArithmeticException if {@code instant} is out of the range of a long in microseconds */
    public static Timestamptz of(Instant instant) {
        long seconds = Math.subtractExact(instant.getEpochSecond(), EPOCH_SECONDS);
        return new Timestamptz(Math.addExact(Math.multiplyExact(seconds, MICROS), instant.getNano() / NANOS_A_MICRO));
    }

    /** For a connection that sends text. */
    @Override
    public String getValue() {
        Instant instant = Instant.ofEpochSecond(
                EPOCH_SECONDS + Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_A_MICRO);
        return instant.atOffset(ZoneOffset.UTC).toString();
    }

    @Override
    public int lengthInBytes() {
        return Long.BYTES;
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        ByteBuffer.wrap(bytes).putLong(offset, micros);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("a parameter is not read");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Timestamptz that && that.micros == micros;
    }

    @Override
    public int hashCode() {
        return Objects.hash(micros);
    }

    @Override
    public Object clone() {
        return this; // nothing in it changes
    }
}
