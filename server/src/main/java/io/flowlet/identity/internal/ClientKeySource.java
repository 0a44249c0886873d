package io.flowlet.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import io.flowlet.identity.ClientKeys;
import io.flowlet.outbound.Outbound;
import io.flowlet.outbound.OutboundOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys of clients: those that are registered, or those that their address holds.
 *
 * <p>A fetched set is fresh for {@link #FRESH}, and when a client shows a key that is not in it, is fetched again at most once in {@link #PAUSE},
 * whatever strangers send; one that cannot be fetched again is believed for {@link #STALE}, no longer. Thread-safe.
 */
@Component
final class ClientKeySource {
    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration PAUSE = Duration.ofSeconds(10);
    static final Duration STALE = Duration.ofHours(1);

    private static final int REMEMBERED = 10_000;

    private final Outbound outbound;
    private final Clock clock;
    private final Counter fetched;
    private final Counter failed;
    private final Cache<String, Optional<JWKSet>> registered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<String, Held> held =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    ClientKeySource(Outbound outbound, MeterRegistry meters, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
        this.fetched = meters.counter("flowlet.client.keys.fetched");
        this.failed = meters.counter("flowlet.client.keys.unreachable");
    }

    /** What an address held when it was last asked. */
    private static final class Held {
        private final ReentrantLock asking = new ReentrantLock();
        private volatile @Nullable JWKSet keys;
        private volatile Instant answeredAt = Instant.MIN;
        private volatile Instant askedAt = Instant.MIN;
    }

    /**
     * The client's keys.
     *
     * @param enough whether they hold what is looked for; otherwise the address is asked again, not too often
     * @return empty if there are none that are believed
     */
    Optional<JWKSet> of(ClientKeys keys, Predicate<JWKSet> enough) {
        if (keys.jwks() != null) {
            return registered.get(keys.jwks(), PublicKeySets::read);
        }
        String address = String.valueOf(keys.jwksUri());
        Held known = held.get(address, same -> new Held());
        if (!isFresh(known, enough)) {
            refresh(known, address, enough);
        }
        return Optional.ofNullable(known.keys).filter(set -> known.answeredAt.isAfter(now().minus(STALE)));
    }

    private void refresh(Held known, String address, Predicate<JWKSet> enough) {
        known.asking.lock();
        try {
            // whoever waited finds what the one before it fetched
            if (isFresh(known, enough) || known.askedAt.isAfter(now().minus(PAUSE))) {
                return;
            }
            known.askedAt = now();
            Optional<JWKSet> answer = fetch(address);
            if (answer.isPresent()) {
                known.keys = answer.get();
                known.answeredAt = now();
            }
            (answer.isPresent() ? fetched : failed).increment();
        } finally {
            known.asking.unlock();
        }
    }

    private boolean isFresh(Held known, Predicate<JWKSet> enough) {
        @Nullable JWKSet keys = known.keys;
        return keys != null && known.answeredAt.isAfter(now().minus(FRESH)) && enough.test(keys);
    }

    private Optional<JWKSet> fetch(String address) {
        return switch (outbound.get(URI.create(address))) {
            case OutboundOutcome.Answered answer ->
                answer.isOk()
                        ? PublicKeySets.read(new String(answer.body(), StandardCharsets.UTF_8))
                        : Optional.empty();
            case OutboundOutcome.NotAllowed() -> Optional.empty();
            case OutboundOutcome.Unanswered() -> Optional.empty();
        };
    }

    private Instant now() {
        return clock.instant();
    }
}
