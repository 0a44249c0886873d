package io.flowlet.vault.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.RootKey;
import io.flowlet.vault.RootKeyUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * A root key that counts what it is asked, and asks a token or a service once only for each key that they wrapped.
 *
 * <p>Thread-safe. What was opened is forgotten after a day without use, the longest that an epoch lasts.
 */
public final class Root {
    private static final Duration UNUSED = Duration.ofHours(24);
    private static final String CALLS = "flowlet.vault.root.calls";
    private static final String FAILURES = "flowlet.vault.root.failures";

    private final RootKey key;
    private final String where;
    private final boolean isOurs;
    private final Timer wraps;
    private final Timer unwraps;
    private final Counter failures;
    private final Cache<ByteBuffer, SealingKey> opened;

    /** @param most keys that are kept open */
    Root(RootSource source, int most, MeterRegistry meters) {
        this.key = source.open();
        this.where = source.where();
        String provider = source.provider().code();
        this.isOurs = key instanceof MasterKey;
        this.wraps = meters.timer(CALLS, "provider", provider, "operation", "wrap");
        this.unwraps = meters.timer(CALLS, "provider", provider, "operation", "unwrap");
        this.failures = meters.counter(FAILURES, "provider", provider);
        this.opened = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterAccess(UNUSED)
                .build();
    }

    public String kid() {
        return key.kid();
    }

    /** Where it is kept, for an operator. */
    public String where() {
        return where;
    }

    /** Wraps {@code clear}, which stays the caller's to wipe. */
    public byte[] seal(byte[] clear, byte[] associatedData) {
        long begun = System.nanoTime();
        try {
            return key.wrap(clear, associatedData);
        } catch (RuntimeException e) {
            throw unavailable(e);
        } finally {
            wraps.record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /**
     * Opens what {@link #seal} gave; the caller's to wipe.
     *
     * @throws GeneralSecurityException if it was wrapped by another key, with other associated data, or was altered
     */
    public byte[] open(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
        long begun = System.nanoTime();
        try {
            return key.unwrap(wrapped, associatedData);
        } catch (RuntimeException e) {
            throw unavailable(e);
        } finally {
            unwraps.record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /**
     * Opens the key that this one wraps.
     *
     * @param id the number that the opened key's own ciphertexts carry
     * @param name what {@code wrapped} is, for whom it may concern when it does not open
     * @throws DamagedKey if it does not open
     */
    public SealingKey unwrap(int id, byte[] wrapped, byte[] associatedData, String name) {
        return isOurs
                ? unwrapNow(id, wrapped, associatedData, name)
                : Objects.requireNonNull(opened.get(
                        digest(id, wrapped, associatedData), unknown -> unwrapNow(id, wrapped, associatedData, name)));
    }

    private SealingKey unwrapNow(int id, byte[] wrapped, byte[] associatedData, String name) {
        byte[] clear = new byte[0];
        try {
            clear = open(wrapped, associatedData);
            return SealingKey.of(id, clear);
        } catch (GeneralSecurityException e) {
            throw new DamagedKey(name);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private RootKeyUnavailable unavailable(RuntimeException e) {
        failures.increment();
        return e instanceof RootKeyUnavailable told
                ? told
                : new RootKeyUnavailable("the root key " + where + " does not answer", e);
    }

    /** Of the whole row: one that was moved must not be found by its wrapped key alone. */
    private static ByteBuffer digest(int id, byte[] wrapped, byte[] associatedData) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(id)
                    .putInt(wrapped.length)
                    .flip());
            sha256.update(wrapped);
            return ByteBuffer.wrap(sha256.digest(associatedData));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Root[" + kid() + "]";
    }
}
