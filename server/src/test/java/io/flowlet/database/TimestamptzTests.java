package io.flowlet.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimestamptzTests {
    @Test
    void countsMicrosecondsFromTheYear2000() {
        assertThat(micros(Instant.parse("2000-01-01T00:00:00Z"))).isZero();
        assertThat(micros(Instant.parse("2000-01-01T00:00:01.000002999Z"))).isEqualTo(1_000_002);
        assertThat(micros(Instant.parse("1999-12-31T23:59:59.999999Z"))).isEqualTo(-1);
    }

    @Test
    void saysTheSameInText() {
        for (String instant : new String[] {"2026-11-22T04:02:03.000004Z", "1999-12-31T23:59:59.999999Z"}) {
            assertThat(Timestamptz.of(Instant.parse(instant)).getValue()).isEqualTo(instant);
        }
    }

    @Test
    void refusesWhatNoLongHolds() {
        assertThatThrownBy(() -> Timestamptz.of(Instant.MAX)).isInstanceOf(ArithmeticException.class);
    }

    private static long micros(Instant instant) {
        byte[] bytes = new byte[Long.BYTES];
        Timestamptz.of(instant).toBytes(bytes, 0);
        return ByteBuffer.wrap(bytes).getLong();
    }
}
