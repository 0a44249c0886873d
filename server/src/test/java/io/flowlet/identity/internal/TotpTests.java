package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes of authenticator apps against the published vectors, and which of them are taken. */
class TotpTests {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B: its eight digits end in these six. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void computesThePublishedVectors(long seconds, String code) {
        assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(code);
    }

    @Test
    void takesOneStepBeforeAndAfterAndNoFurther() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        long step = Totp.step(now);
        for (long off : LongStream.rangeClosed(-4, 4).toArray()) {
            boolean taken = Totp.stepOf(SECRET, Totp.code(SECRET, step + off), now, Long.MIN_VALUE)
                    .isPresent();
            assertThat(taken).as("%d steps off", off).isEqualTo(Math.abs(off) <= 1);
        }
    }

    @Test
    void takesNoStepTwiceNorAnOlderOne() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        long step = Totp.step(now);
        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step), now, step)).isEmpty();
        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step - 1), now, step)).isEmpty();
        assertThat(Totp.stepOf(SECRET, Totp.code(SECRET, step + 1), now, step)).hasValue(step + 1);
    }

    @Test
    void blocksForLongerEachTimeUpToADay() {
        assertThat(CodeChecks.block(1)).isEqualTo(Duration.ofMinutes(15));
        assertThat(CodeChecks.block(2)).isEqualTo(Duration.ofMinutes(30));
        assertThat(CodeChecks.block(7)).isEqualTo(Duration.ofHours(16));
        assertThat(CodeChecks.block(8)).isEqualTo(Duration.ofHours(24));
        assertThat(CodeChecks.block(1_000_000)).isEqualTo(Duration.ofHours(24));
    }
}
