package io.flowlet.identity.internal;

import io.flowlet.http.Refusal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** As many evaluations of passwords at once as are taken, none of which ends before this is closed. */
public final class FullQueue implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

    public FullQueue(PasswordHashing hashing) throws InterruptedException {
        Semaphore full = new Semaphore(0);
        while (!full.tryAcquire(20, TimeUnit.MILLISECONDS)) {
            waiting.execute(() -> {
                try {
                    hashing.bounded(() -> end.await(1, TimeUnit.MINUTES));
                } catch (Refusal refused) {
                    full.release();
                }
            });
        }
    }

    @Override
    public void close() {
        end.countDown();
        waiting.close();
    }
}
