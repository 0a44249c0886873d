package io.flowlet.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Work done ahead of the moment in which it is needed. */
class AheadTests {
    @Test
    void theWorkIsDoneOnceThoughTwoThreadsWouldDoIt() {
        AtomicInteger times = new AtomicInteger();

        IntStream.range(0, 2_000).forEach(i -> {
            Ahead<Integer> ahead = Ahead.begin(times::incrementAndGet);
            assertThat(ahead.get()).isEqualTo(i + 1);
        });

        assertThat(times).hasValue(2_000);
    }

    @Test
    void anotherThreadBeginsBeforeTheResultIsAskedFor() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread asking = Thread.currentThread();

        Ahead<Thread> ahead = Ahead.begin(() -> {
            begun.countDown();
            return Thread.currentThread();
        });
        begun.await();

        assertThat(ahead.get()).isNotSameAs(asking);
    }

    @Test
    void whoAsksDoesTheWorkWhileAllOtherThreadsAreBusy() {
        CountDownLatch release = new CountDownLatch(1);
        IntStream.range(0, ForkJoinPool.getCommonPoolParallelism() + 2)
                .forEach(i -> ForkJoinPool.commonPool().execute(() -> await(release)));
        try {
            assertThat(Ahead.begin(Thread::currentThread).get()).isSameAs(Thread.currentThread());
        } finally {
            release.countDown();
        }
    }

    @Test
    void smallWorkIsLeftToWhoAsks() {
        assertThat(Ahead.later(Thread::currentThread).get()).isSameAs(Thread.currentThread());
    }

    @Test
    void whatTheWorkThrowsIsThrownAsItWas() {
        IllegalArgumentException fault = new IllegalArgumentException("no such detail");
        Ahead<String> ahead = Ahead.begin(() -> {
            throw fault;
        });

        assertThatThrownBy(ahead::get).isSameAs(fault);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
