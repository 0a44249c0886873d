package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.http.ClientAddress;
import io.flowlet.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UserCodeAttemptsTests {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final UserCodeAttempts attempts = new UserCodeAttempts(new Attempts(clock), clock);

    private static ClientAddress address(int number) {
        return ClientAddress.of("198.18.%d.%d".formatted(number / 250, number % 250 + 1));
    }

    @Test
    void fiveWrongOnesOfOneNetworkEndItsTurn() {
        ClientAddress here = ClientAddress.of("2001:db8::1");
        for (int i = 0; i < Attempts.MOST; i++) {
            assertThat(attempts.begin(here)).isZero();
        }
        assertThat(attempts.begin(ClientAddress.of("2001:db8::2"))).isEqualTo(900);
        assertThat(attempts.begin(ClientAddress.of("2001:db8:0:1::1"))).isZero();
        clock.advance(Duration.ofMinutes(15));
        assertThat(attempts.begin(here)).isZero();
    }

    @Test
    void rightOnesAreNotCounted() {
        ClientAddress here = address(1);
        for (int i = 0; i < 3 * UserCodeAttempts.MOST; i++) {
            assertThat(attempts.begin(here)).isZero();
            attempts.right(here);
        }
    }

    @Test
    void manyWrongOnesFromEverywhereEndEverybodysTurn() {
        for (int i = 0; i < UserCodeAttempts.MOST; i++) {
            assertThat(attempts.begin(address(i))).isZero();
        }
        clock.advance(Duration.ofMinutes(5));
        assertThat(attempts.begin(address(UserCodeAttempts.MOST))).isEqualTo(600);
        clock.advance(Duration.ofMinutes(10));
        assertThat(attempts.begin(address(UserCodeAttempts.MOST))).isZero();
    }
}
