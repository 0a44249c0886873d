package io.flowlet.screening.internal;

import io.flowlet.screening.WatchlistName;
import io.flowlet.screening.WatchlistVersion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What operators see of screening. No tenant and no entry in a tag. Thread-safe. */
@Component
public final class ScreeningMeters {
    private static final String HITS = "flowlet.screening.hits";

    private final MeterRegistry meters;
    private final Clock clock;
    private final Timer screenings;
    private volatile List<WatchlistVersion> inForce = List.of();

    ScreeningMeters(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        screenings = Timer.builder("flowlet.screening.screenings")
                .description("Comparisons of one person with all lists")
                .publishPercentiles(0.5, 0.99)
                .register(meters);
        for (String outcome : List.of("opened", "reopened", "cleared", "confirmed")) {
            meters.counter(HITS, "outcome", outcome);
        }
        Counter.builder("flowlet.screening.rescreen.failures")
                .description("Subscribers that could not be compared again with a changed list")
                .register(meters);
        for (WatchlistName list : WatchlistName.values()) {
            Gauge.builder(
                            "flowlet.screening.list.entries",
                            () -> of(list).map(WatchlistVersion::entries).orElse(0))
                    .description("Entries of the version in force; 0 without one")
                    .tag("list", list.code())
                    .register(meters);
            Gauge.builder("flowlet.screening.list.age", () -> ageSeconds(list))
                    .description("Since the version in force was loaded; NaN without one")
                    .baseUnit("seconds")
                    .tag("list", list.code())
                    .register(meters);
        }
    }

    public <T> T timed(Supplier<T> screening) {
        return screenings.record(screening);
    }

    /** Counts a hit that was opened, reopened, cleared or confirmed. */
    public void hit(String outcome) {
        meters.counter(HITS, "outcome", outcome).increment();
    }

    public void rescreenFailed() {
        meters.counter("flowlet.screening.rescreen.failures").increment();
    }

    /** Tells which versions are in force now. */
    public void inForce(List<WatchlistVersion> versions) {
        inForce = List.copyOf(versions);
    }

    private Optional<WatchlistVersion> of(WatchlistName list) {
        return inForce.stream().filter(version -> version.list() == list).findFirst();
    }

    private double ageSeconds(WatchlistName list) {
        return of(list).map(version -> (double)
                        Duration.between(version.loadedAt(), clock.instant()).toSeconds())
                .orElse(Double.NaN);
    }
}
