package io.flowlet.tenants;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers the look-ups of concurrent callers together: one read at a time, and while it runs the keys of the next one gather.
 *
 * <p>Nothing is remembered: what a caller gets was read by a statement that began after it asked, so it is as fresh as a read of its own. A
 * lone caller reads at once. A read that fails is repeated for each of its callers alone, so that no caller fails for another's key. There is
 * no thread of its own: the first caller of a batch reads for all, outside of any transaction of theirs. With 64 connections that pay, one
 * read serves some 15 of them. Thread-safe.
 *
 * @param <K> what is looked for
 * @param <V> what is found; a key without one is missing in every answer
 */
public final class SharedReads<K, V> {
    private final Function<Set<K>, Map<K, V>> read;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Batch<K, V> gathering;
    private CompletableFuture<Map<K, V>> last = CompletableFuture.completedFuture(Map.of());

    /** @param read opens a transaction of its own; runs in the thread of one of the callers */
    public SharedReads(Function<Set<K>, Map<K, V>> read) {
        this.read = read;
    }

    /** Keys that one read will look for, and its answer. */
    private static final class Batch<K, V> {
        private final Set<K> keys = new HashSet<>();
        private final CompletableFuture<Map<K, V>> answer = new CompletableFuture<>();
        private int callers;

        /** Whether this is the first caller. */
        boolean join(Collection<K> wanted) {
            keys.addAll(wanted);
            callers++;
            return callers == 1;
        }
    }

    /** What was found for {@code keys}. Whatever the read throws is thrown here. */
    public Map<K, V> find(Collection<K> keys) {
        Batch<K, V> mine;
        CompletableFuture<Map<K, V>> before;
        boolean first;
        lock.lock();
        try {
            mine = gathering == null ? new Batch<>() : gathering;
            gathering = mine;
            first = mine.join(keys);
            before = last;
        } finally {
            lock.unlock();
        }
        if (first) {
            readAfter(before, mine);
        }
        return answerOf(mine, keys);
    }

    private void readAfter(CompletableFuture<Map<K, V>> before, Batch<K, V> batch) {
        before.exceptionally(failed -> Map.of()).join(); // that failure is for those who waited for it
        lock.lock();
        try {
            gathering = null;
            last = batch.answer;
        } finally {
            lock.unlock();
        }
        try {
            batch.answer.complete(read.apply(batch.keys));
        } catch (RuntimeException e) {
            batch.answer.completeExceptionally(e);
        } finally {
            if (!batch.answer.isDone()) { // an Error is on its way up: nobody may wait for ever
                batch.answer.completeExceptionally(new IllegalStateException("the reader of this batch died"));
            }
        }
    }

    private Map<K, V> answerOf(Batch<K, V> batch, Collection<K> keys) {
        try {
            Map<K, V> all = batch.answer.join();
            Map<K, V> wanted = new HashMap<>();
            for (K key : keys) {
                V found = all.get(key);
                if (found != null) {
                    wanted.put(key, found);
                }
            }
            return wanted;
        } catch (CompletionException e) {
            if (batch.callers == 1 && e.getCause() instanceof RuntimeException mine) {
                throw mine;
            }
            return read.apply(Set.copyOf(keys));
        }
    }
}
