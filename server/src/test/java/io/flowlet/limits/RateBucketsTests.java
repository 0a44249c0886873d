package io.flowlet.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.Cases;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateBucketsTests {
    private final Ticks time = new Ticks();
    private final RateBuckets<String> buckets = new RateBuckets<>(60, 100, time);

    @Test
    void givesAMinutesTokensAtOnceAndThenOneASecond() {
        for (int i = 59; i >= 0; i--) {
            assertThat(buckets.take("a").remaining()).isEqualTo(i);
        }
        Taken refused = buckets.take("a");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(refused.fullInSeconds()).isEqualTo(60);

        time.advance(Duration.ofSeconds(1));
        assertThat(buckets.take("a").allowed()).isTrue();
        assertThat(buckets.take("a").allowed()).isFalse();
        assertThat(buckets.take("b").allowed()).isTrue();
    }

    @Test
    void takesBackWhatWasNotUsed() {
        for (int i = 0; i < 1_000; i++) {
            Taken taken = buckets.take("a");
            assertThat(taken.allowed()).isTrue();
            taken.giveBack();
        }
        assertThat(buckets.take("a").remaining()).isEqualTo(59);
    }

    @Test
    void neverHoldsMoreThanAMinutesTokensHoweverLongItWaits() {
        buckets.take("a");
        time.advance(Duration.ofDays(2));
        assertThat(buckets.take("a").remaining()).isEqualTo(59);
    }

    @Test
    void neverGrantsMoreThanBucketAndRefillInAnyRun() {
        Cases.check("a bucket bounds what it grants", 300, random -> {
            Ticks clock = new Ticks();
            RateBuckets<Integer> some = new RateBuckets<>(30, 1_000, clock);
            long granted = 0;
            Duration passed = Duration.ZERO;
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(4) == 0) {
                    Duration step = Duration.ofMillis(random.nextInt(5_000));
                    clock.advance(step);
                    passed = passed.plus(step);
                }
                granted += some.take(1).allowed() ? 1 : 0;
            }
            assertThat(granted).isLessThanOrEqualTo(30 + passed.toMillis() * 30 / 60_000 + 1);
        });
    }

    @Test
    void bindsOneBucketToOneKeyUnderConcurrentCallers() {
        RateBuckets<String> tight = new RateBuckets<>(50, 100, time);
        AtomicInteger granted = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 1_000)
                    .forEach(n -> callers.execute(() -> {
                        if (tight.take("a").allowed()) {
                            granted.incrementAndGet();
                        }
                    }));
        }
        assertThat(granted).hasValue(50);
    }

    @Test
    void letsAFloodOfKeysShareOneBucketAndKeepsTheOthersApart() {
        for (int i = 0; i < 60; i++) {
            buckets.take("busy");
        }
        for (int i = 0; i < 99; i++) {
            assertThat(buckets.take("early" + i).allowed()).isTrue();
        }
        // the hundred places are taken: sixty more keys are served from the crowd's bucket, then none
        for (int i = 0; i < 60; i++) {
            assertThat(buckets.take("flood" + i).allowed()).isTrue();
        }
        assertThat(buckets.take("flood60").allowed()).isFalse();
        assertThat(buckets.size()).isEqualTo(100);
        assertThat(buckets.take("busy").allowed())
                .as("did not get a fresh bucket")
                .isFalse();
        assertThat(buckets.take("early5").allowed()).isTrue();
    }

    @Test
    void forgetsWhoHasNotAskedForAMinute() {
        for (int i = 0; i < 100; i++) {
            buckets.take("early" + i);
        }
        time.advance(Duration.ofSeconds(50));
        for (int i = 0; i < 30; i++) {
            buckets.take("early0");
        }
        time.advance(Duration.ofSeconds(11));
        buckets.take("late");
        assertThat(buckets.size()).isEqualTo(2);
        assertThat(buckets.take("early0").remaining())
                .as("was asked 11 s ago: keeps its bucket")
                .isEqualTo(40);
    }
}
