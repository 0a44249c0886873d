package io.flowlet.vault.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The versions of one key, as far as they open.
 *
 * @param newest the version that seals, if it opens
 * @param newestMadeAt when that version was made
 * @param closed versions that are stored and do not open
 */
record Keyring(int newest, Instant newestMadeAt, Map<Integer, SealingKey> keys, Set<Integer> closed) {
    /** Opens all of {@code rows}, oldest version first; none gives no ring. */
    static Optional<Keyring> open(List<StoredKey> rows, Function<StoredKey, Optional<SealingKey>> unwrap) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, SealingKey> keys = new HashMap<>();
        Set<Integer> closed = new HashSet<>();
        for (StoredKey row : rows) {
            unwrap.apply(row).ifPresentOrElse(key -> keys.put(row.version(), key), () -> closed.add(row.version()));
        }
        StoredKey last = rows.getLast();
        return Optional.of(new Keyring(last.version(), last.madeAt(), Map.copyOf(keys), Set.copyOf(closed)));
    }

    Optional<SealingKey> find(int version) {
        return Optional.ofNullable(keys.get(version));
    }

    Optional<SealingKey> newestKey() {
        return find(newest);
    }
}
