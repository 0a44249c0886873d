package io.flowlet.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowlet.http.ClientAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Counts wrong passwords of one account from one network, or from one browser that is known: {@value #MOST} within a quarter of an hour, then that network waits.
 *
 * <p>By network, so that nobody can lock somebody else out from elsewhere; an address without an account counts alike, so that nothing is
 * learnt. An attempt is counted before its password is looked at, so that a hundred at once are not all the first. On each instance for itself;
 * the newest {@value #TRACKED} pairs are known. Thread-safe.
 */
@Component
public final class Attempts {
    static final int MOST = 5;
    static final Duration WINDOW = Duration.ofMinutes(15);
    private static final int TRACKED = 100_000;

    private final Cache<Pair, Window> windows =
            Caffeine.newBuilder().maximumSize(TRACKED).build();
    private final Clock clock;

    Attempts(Clock clock) {
        this.clock = clock;
    }

    /** An account, or the address of nobody, and a network. */
    public record Pair(String account, String network) {
        /** By the blind index of an address, whether or not it has an account. */
        public static Pair of(byte[] emailIndex, ClientAddress address) {
            return new Pair(HexFormat.of().formatHex(emailIndex), address.site());
        }

        /** By the digest of a browser that signed in to the address before. */
        public static Pair ofDevice(byte[] device) {
            return new Pair("device", HexFormat.of().formatHex(device));
        }

        /** Links that are asked for, apart from passwords that are tried. */
        public static Pair ofReset(byte[] emailIndex, ClientAddress address) {
            return new Pair("reset " + HexFormat.of().formatHex(emailIndex), address.site());
        }

        /** User codes of devices, whosever they are. */
        static Pair ofUserCode(ClientAddress address) {
            return new Pair("user code", address.site());
        }

        public static Pair of(UUID account, ClientAddress address) {
            return new Pair(account.toString(), address.site());
        }
    }

    private record Window(Instant since, int made) {}

    /** Counts an attempt; 0 if it may go on, otherwise the seconds to wait. */
    public int begin(Pair pair) {
        Instant now = clock.instant();
        Window window = windows.asMap()
                .compute(
                        pair,
                        (same, last) -> last == null || isOver(last, now)
                                ? new Window(now, 1)
                                : new Window(last.since(), Math.min(last.made(), MOST) + 1));
        return window.made() <= MOST ? 0 : secondsLeft(window, now);
    }

    /** No password was looked at after all: the attempt that {@link #begin} counted counts no more. */
    public void withdraw(Pair pair) {
        windows.asMap()
                .computeIfPresent(
                        pair,
                        (same, last) ->
                                last.made() > MOST ? last : new Window(last.since(), Math.max(0, last.made() - 1)));
    }

    /** The password was right. */
    public void succeed(Pair pair) {
        windows.invalidate(pair);
    }

    private static boolean isOver(Window window, Instant now) {
        return !now.isBefore(window.since().plus(WINDOW));
    }

    private static int secondsLeft(Window window, Instant now) {
        return Math.toIntExact(
                Math.max(1, Duration.between(now, window.since().plus(WINDOW)).toSeconds()));
    }
}
