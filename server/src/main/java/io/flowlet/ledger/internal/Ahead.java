package io.flowlet.ledger.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Work that needs no database, done by another thread while the batch's own waits for PostgreSQL. Whoever asks for the result before another
 * thread has begun does the work, so it never waits in a queue.
 */
final class Ahead<T> {
    private final FutureTask<T> task;

    private Ahead(FutureTask<T> task) {
        this.task = task;
    }

    /** Lets another thread begin with {@code work} as soon as one is free. */
    static <T> Ahead<T> begin(Supplier<T> work) {
        Ahead<T> ahead = later(work);
        ForkJoinPool.commonPool().execute(ahead.task);
        return ahead;
    }

    /** Leaves {@code work} to whoever asks for it: for work so small that telling another thread would take longer. */
    static <T> Ahead<T> later(Supplier<T> work) {
        return new Ahead<>(new FutureTask<>(work::get));
    }

    /**
     * What came of it; whatever the work threw is thrown here.
     *
     * @throws IllegalStateException if this thread is interrupted while another one is at work
     */
    T get() {
        task.run(); // does nothing where another thread was faster
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw new IllegalStateException("a supplier throws nothing that is checked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread prepared the batch", e);
        }
    }
}
