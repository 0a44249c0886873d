package io.flowlet.vault.internal;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The versions of one key that open.
 *
 * @param newest the version that seals
 * @param newestMadeAt when that version was made
 */
record Keyring(int newest, Instant newestMadeAt, Map<Integer, SealingKey> keys) {
    /** Opens all of {@code rows}, oldest version first; none gives no ring. */
    static Optional<Keyring> open(List<StoredKey> rows, Function<StoredKey, Optional<SealingKey>> unwrap) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, SealingKey> keys = new HashMap<>();
        rows.forEach(row -> unwrap.apply(row).ifPresent(key -> keys.put(row.version(), key)));
        StoredKey last = rows.getLast();
        return Optional.of(new Keyring(last.version(), last.madeAt(), Map.copyOf(keys)));
    }

    Optional<SealingKey> find(int version) {
        return Optional.ofNullable(keys.get(version));
    }

    SealingKey newestKey() {
        return find(newest).orElseThrow();
    }
}
