package io.flowlet.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedReadsTests {
    private static final int CALLERS = 20;

    /** Reads what it is told, and stops in the first read until it is let go. */
    private static final class Source {
        private final CountDownLatch reading = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final List<Set<String>> asked = new ArrayList<>();
        private volatile int version = 1;

        synchronized Map<String, Integer> read(Set<String> keys) {
            asked.add(Set.copyOf(keys));
            if (asked.size() == 1) {
                reading.countDown();
                awaitQuietly(letGo);
            }
            if (keys.contains("bad")) {
                throw new IllegalArgumentException("bad");
            }
            Map<String, Integer> found = new HashMap<>();
            keys.stream().filter(key -> !key.equals("missing")).forEach(key -> found.put(key, version));
            return found;
        }
    }

    private final Source source = new Source();
    private final AtomicInteger waiting = new AtomicInteger();
    private final SharedReads<String, Integer> reads = new SharedReads<>(source::read);

    @Test
    void aLoneCallerReadsAtOnceAndNothingIsRemembered() {
        source.letGo.countDown();
        assertThat(reads.find(List.of("a", "missing"))).containsExactly(Map.entry("a", 1));
        source.version = 2;
        assertThat(reads.find(List.of("a"))).containsExactly(Map.entry("a", 2));
        assertThat(source.asked).containsExactly(Set.of("a", "missing"), Set.of("a"));
    }

    @Test
    void whoAsksWhileAReadRunsSharesTheNextWhichBeganLater() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Map<String, Integer>> first = callers.submit(() -> reads.find(List.of("first")));
            source.reading.await();
            List<Future<Map<String, Integer>>> others = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String key = "k" + i;
                others.add(ask(callers, key));
            }
            awaitAllWaiting(CALLERS);
            source.version = 2; // after they asked, before their read begins
            source.letGo.countDown();
            assertThat(first.get()).containsOnlyKeys("first");
            for (int i = 0; i < CALLERS; i++) {
                assertThat(others.get(i).get()).containsExactly(Map.entry("k" + i, 2));
            }
        }
        assertThat(source.asked).hasSizeLessThan(CALLERS / 2);
    }

    @Test
    void aLookUpThatFailsDoesNotFailItsNeighbours() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Map<String, Integer>> first = callers.submit(() -> reads.find(List.of("first")));
            source.reading.await();
            Future<Map<String, Integer>> bad = ask(callers, "bad");
            Future<Map<String, Integer>> good = ask(callers, "good");
            awaitAllWaiting(2);
            source.letGo.countDown();
            assertThat(first.get()).containsOnlyKeys("first");
            assertThat(good.get()).containsOnlyKeys("good");
            assertThatThrownBy(bad::get).hasCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(reads.find(List.of("afterwards"))).containsOnlyKeys("afterwards");
    }

    @Test
    void aReaderThatDiesLeavesNobodyWaiting() {
        SharedReads<String, Integer> dying = new SharedReads<>(keys -> {
            throw new StackOverflowError("as deep as it goes");
        });
        assertThatThrownBy(() -> dying.find(List.of("a"))).isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> dying.find(List.of("a"))).isInstanceOf(StackOverflowError.class);
    }

    private Future<Map<String, Integer>> ask(ExecutorService callers, String key) {
        return callers.submit(() -> {
            waiting.incrementAndGet();
            return reads.find(List.of(key));
        });
    }

    /** Until everybody is in {@code find}: what is late joins a later read, which the assertions allow for. */
    private void awaitAllWaiting(int callers) {
        while (waiting.get() < callers) {
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
