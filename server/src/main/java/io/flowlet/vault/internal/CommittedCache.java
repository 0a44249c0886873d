package io.flowlet.vault.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Opened keys, bounded in number and age, shared by all threads once their rows are committed.
 *
 * <p>A key that was made in an open transaction is seen by that transaction only: if it rolled back and the key stayed, later data would
 * be sealed by a key that no row holds and never open again. From the moment a transaction makes one key, all that it reads stays with it
 * until it commits, since what it reads may be its own. Thread-safe.
 */
final class CommittedCache<K, V> {
    private final Cache<K, V> committed;

    CommittedCache(String name, VaultSettings settings, MeterRegistry meters) {
        this.committed = Caffeine.newBuilder()
                .maximumSize(settings.cachedKeys())
                .expireAfterWrite(settings.cachedFor())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, committed, name);
    }

    Optional<V> find(K key) {
        Optional<Own> open = open();
        boolean gone = open.isPresent() && open.get().isGone(key);
        V value = gone ? null : committed.getIfPresent(key);
        return value != null ? Optional.of(value) : open.map(own -> own.values.get(key));
    }

    /** Keeps what the open transaction read. */
    void keep(K key, V value) {
        open().ifPresentOrElse(own -> own.values.put(key, value), () -> committed.put(key, value));
    }

    /** To be called in the open transaction that makes a key, before it writes the row. */
    void making() {
        own();
    }

    /** To be called in the open transaction that destroys or replaces a key: it forgets the key now, the others when it commits. */
    void forget(K key) {
        Own own = own();
        own.gone.add(key);
        own.values.remove(key);
    }

    /** As {@link #forget}, of all keys like this. */
    void forgetAll(Predicate<K> like) {
        Own own = own();
        own.goneLike.add(like);
        own.values.keySet().removeIf(like);
    }

    private Own own() {
        return open().orElseGet(() -> {
            Own fresh = new Own();
            TransactionSynchronizationManager.registerSynchronization(fresh);
            return fresh;
        });
    }

    @SuppressWarnings("unchecked") // only Own binds under this key
    private Optional<Own> open() {
        return Optional.ofNullable((Own) TransactionSynchronizationManager.getResource(this));
    }

    /** What the open transaction alone may see. */
    private final class Own implements TransactionSynchronization {
        private final Map<K, V> values = new HashMap<>();
        /** Not to be taken from the shared cache any more, whatever that still holds. */
        private final Set<K> gone = new HashSet<>();

        private final List<Predicate<K>> goneLike = new ArrayList<>();

        Own() {
            TransactionSynchronizationManager.bindResource(CommittedCache.this, this);
        }

        boolean isGone(K key) {
            return gone.contains(key) || goneLike.stream().anyMatch(like -> like.test(key));
        }

        @Override
        public void savepointRollback(Object savepoint) {
            // some of the rows are gone; what is still there is read again
            values.clear();
        }

        @Override
        public void afterCommit() {
            committed.invalidateAll(gone);
            goneLike.forEach(like -> committed.asMap().keySet().removeIf(like));
            committed.putAll(values);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(CommittedCache.this);
        }
    }
}
