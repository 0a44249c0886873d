package io.flowlet.vault;

import io.flowlet.vault.internal.KeyPairs;
import io.flowlet.vault.internal.PlatformKeys;
import io.flowlet.vault.internal.TokenKeyRing;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The installation's signing keys: ES256, RS256 and PS256 for tokens, Ed25519 for audit checkpoints.
 *
 * <p>The same on every instance. Token keys have versions: each signs from a moment that was set when it was made, so that all instances turn
 * to it at once, and verifies for {@link #VERIFIES_FOR} after the next one signs. {@link #refresh} reads what other instances made; between two
 * of them only {@link #find} asks the database, for keys it never heard of. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.4">RFC 7518 3.4 (ES256)</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032 (Ed25519)</a>
 */
@Component
public final class SigningKeys {
    /** How long a key verifies after the next one signs: longer than any token lives, and than the longest session. */
    public static final Duration VERIFIES_FOR = Duration.ofHours(25);

    /** Names of keys are anybody's to make up: they lead to no more reads than this. */
    static final Duration SHORTEST_BETWEEN_READS = Duration.ofSeconds(1);

    private final PlatformKeys platformKeys;
    private final Clock clock;
    private final PrivateKey checkpointKey;
    private final byte[] checkpointPublicKey;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile List<Version> versions;

    /** Under {@link #reading}. */
    private @Nullable Instant readForUnknown;

    SigningKeys(PlatformKeys platformKeys, Clock clock) {
        this.platformKeys = platformKeys;
        this.clock = clock;
        this.versions = read(List.of(), List.of(TokenAlgorithm.ES256));
        KeyPair checkpoint = platformKeys.keyPair("sign:ed25519-audit", KeyPairs.ED25519);
        this.checkpointKey = checkpoint.getPrivate();
        this.checkpointPublicKey = KeyPairs.rawEd25519(checkpoint.getPublic());
    }

    /**
     * @param row which version of its algorithm's keys it is, and when it signs and verifies
     */
    private record Version(TokenKey key, TokenKeyRing.Version row) {}

    /** A key that was made to sign from {@code signsFrom} on. */
    public record Prepared(TokenKey key, Instant signsFrom) {}

    /** Reads what there is by now and makes the first key of each algorithm that has none; not inside a transaction. */
    public void refresh() {
        reading.lock();
        try {
            versions = read(versions, List.of(TokenAlgorithm.values()));
        } finally {
            reading.unlock();
        }
    }

    /**
     * The key that signs now.
     *
     * @throws IllegalStateException before the first {@link #refresh}, unless for ES256
     */
    public TokenKey signer(TokenAlgorithm algorithm) {
        Instant now = clock.instant();
        return of(algorithm)
                .filter(version -> !version.row().signsFrom().isAfter(now))
                .reduce((older, newer) -> newer)
                // made by an instance whose clock is ahead
                .or(() -> of(algorithm).findFirst())
                .map(Version::key)
                .orElseThrow(() -> new IllegalStateException("no key signs with " + algorithm));
    }

    /** Keys that verify now, and those that will sign next: what is published. */
    public List<TokenKey> tokenKeys() {
        Instant now = clock.instant();
        return versions.stream()
                .filter(version -> verifies(version, now))
                .map(Version::key)
                .toList();
    }

    /**
     * The key of this id, if it verifies now; not inside a transaction. For an id that nobody told this instance of the keys are read again, once
     * in {@link #SHORTEST_BETWEEN_READS}: another instance may sign with it already.
     */
    public Optional<TokenKey> find(String kid) {
        if (!isKnown(kid)) {
            readForUnknown(kid);
        }
        return findKnown(kid);
    }

    /** As {@link #find}, of what this instance knows: asks nobody. */
    public Optional<TokenKey> findKnown(String kid) {
        Instant now = clock.instant();
        return versions.stream()
                .filter(version -> version.key().kid().equals(kid) && verifies(version, now))
                .map(Version::key)
                .findFirst();
    }

    /** Since when the newest key of {@code algorithm} signs, or when it will. */
    public Instant newestSignsFrom(TokenAlgorithm algorithm) {
        return of(algorithm)
                .reduce((older, newer) -> newer)
                .map(version -> version.row().signsFrom())
                .orElseThrow(() -> new IllegalStateException("no key signs with " + algorithm));
    }

    /**
     * Makes the next key of {@code algorithm}, unless one waits for its turn already; joins the open transaction of the platform.
     *
     * @return the key; empty if one waits, made here or by another instance
     */
    public Optional<Prepared> prepareNext(TokenAlgorithm algorithm, Instant signsFrom) {
        Instant now = clock.instant();
        if (newestSignsFrom(algorithm).isAfter(now)) {
            return Optional.empty();
        }
        return add(algorithm, signsFrom);
    }

    /**
     * Makes a key of {@code algorithm} that signs from {@code at} on and ends all others then: what they signed is believed no more. For the owner
     * of the database only; joins the open transaction of the platform.
     *
     * @return the key; empty if somebody made one meanwhile: {@link #refresh} and try again
     */
    public Optional<Prepared> replaceAll(TokenAlgorithm algorithm, Instant at) {
        Optional<Prepared> made = add(algorithm, at);
        if (made.isPresent()) {
            platformKeys.tokenKeys(algorithm.use()).endAllButNewest(at);
        }
        return made;
    }

    private Optional<Prepared> add(TokenAlgorithm algorithm, Instant signsFrom) {
        int newest =
                of(algorithm).mapToInt(version -> version.row().number()).max().orElseThrow();
        return platformKeys
                .tokenKeys(algorithm.use())
                .addAfter(newest, algorithm.kind(), signsFrom)
                .map(pair -> new Prepared(TokenKey.of(algorithm, pair), signsFrom));
    }

    /** Destroys keys by which nothing is verified any more; says how many. */
    public int forgetOld() {
        return platformKeys.forgetTokenKeys(clock.instant().minus(VERIFIES_FOR));
    }

    /** The raw public key of {@link #signCheckpoint}: 32 bytes, a copy. */
    public byte[] checkpointPublicKey() {
        return checkpointPublicKey.clone();
    }

    /** The Ed25519 signature of {@code message}: 64 bytes. */
    public byte[] signCheckpoint(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(checkpointKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with Ed25519", e);
        }
    }

    private boolean isKnown(String kid) {
        return versions.stream().anyMatch(version -> version.key().kid().equals(kid));
    }

    /** Whoever comes with the same key meanwhile waits for the answer instead of being refused. */
    private void readForUnknown(String kid) {
        reading.lock();
        try {
            Instant now = clock.instant();
            // a clock that was set back must not stop it
            boolean due = readForUnknown == null
                    || Duration.between(readForUnknown, now).abs().compareTo(SHORTEST_BETWEEN_READS) >= 0;
            if (!isKnown(kid) && due) {
                readForUnknown = now;
                refresh();
            }
        } finally {
            reading.unlock();
        }
    }

    private boolean verifies(Version version, Instant now) {
        Instant usual = of(version.key().algorithm())
                .filter(other -> other.row().number() > version.row().number())
                .map(next -> next.row().signsFrom().plus(VERIFIES_FOR))
                .findFirst()
                .orElse(Instant.MAX);
        return now.isBefore(usual) && now.isBefore(version.row().verifiesUntil());
    }

    /** Oldest first. */
    private Stream<Version> of(TokenAlgorithm algorithm) {
        return versions.stream().filter(version -> version.key().algorithm() == algorithm);
    }

    /** A private half is opened once: a root key that a token or service keeps is slow. */
    private List<Version> read(List<Version> known, List<TokenAlgorithm> algorithms) {
        List<Version> read = new ArrayList<>();
        for (TokenAlgorithm algorithm : algorithms) {
            TokenKeyRing ring = platformKeys.tokenKeys(algorithm.use());
            for (TokenKeyRing.Version row : ring.versions(algorithm.kind())) {
                TokenKey key = known.stream()
                        .filter(same -> same.key().algorithm() == algorithm
                                && same.row().number() == row.number()
                                && Arrays.equals(same.row().publicKey(), row.publicKey()))
                        .map(Version::key)
                        .findFirst()
                        .orElseGet(() -> TokenKey.of(algorithm, ring.open(row, algorithm.kind())));
                read.add(new Version(key, row));
            }
        }
        return List.copyOf(read);
    }
}
