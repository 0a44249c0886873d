package io.flowlet.vault.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All versions of one key, opened.
 *
 * @param newest the version that seals; always in {@code keys}
 * @param newestMadeAt when that version was made
 */
record Keyring(int newest, Instant newestMadeAt, Map<Integer, SealingKey> keys) {
    /** Opens all of {@code rows}, oldest version first; none gives no ring. */
    static Optional<Keyring> open(List<StoredKey> rows, Function<StoredKey, SealingKey> unwrap) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        StoredKey last = rows.getLast();
        return Optional.of(new Keyring(
                last.version(), last.madeAt(), rows.stream().collect(Collectors.toMap(StoredKey::version, unwrap))));
    }

    Optional<SealingKey> find(int version) {
        return Optional.ofNullable(keys.get(version));
    }

    SealingKey newestKey() {
        return find(newest).orElseThrow();
    }
}
