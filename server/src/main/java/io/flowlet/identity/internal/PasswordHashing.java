package io.flowlet.identity.internal;

import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.LegacyHash;
import io.flowlet.vault.HmacPurpose;
import io.flowlet.vault.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.stereotype.Component;

/**
 * Turns passwords into hashes: bcrypt, or Argon2id by setting, over base64(HMAC-SHA-384(pepper, NFC password)).
 *
 * <p>The HMAC makes every password 64 characters, so that bcrypt cuts nothing, and its key is not in the database, so that a stolen table
 * cannot be searched. Hashing runs in at most half the cores with a bounded queue, so that a flood of sign-ins cannot take the processor from
 * payments: what finds the queue full is refused with {@code overloaded}. Thread-safe.
 *
 * @see <a href="https://pages.nist.gov/800-63-4/sp800-63b.html">NIST SP 800-63B-4, 3.1.1.2</a>
 */
@Component
public final class PasswordHashing implements DisposableBean {
    private static final int QUEUE_PER_THREAD = 32;
    private static final String FORM = "$2b";
    private static final int COST_AT = 4;
    private static final String ARGON2 = "$argon2";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /** As OWASP advises for one lane: what a flood of sign-ins takes stays small. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int PASSES = 2;
    /** A salt and a digest that nobody's password has, to be compared with when there is nobody. */
    private static final String NOBODY = "$......................" + "...............................";

    private final Vault vault;
    private final Argon2PasswordEncoder argon2id =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, 1, MEMORY_KIB, PASSES);
    private final boolean argon2;
    private final int cost;
    private final String nobody;
    private final ThreadPoolExecutor pool;
    private final Timer evaluations;

    PasswordHashing(Vault vault, IdentitySettings settings, MeterRegistry meters) {
        this.vault = vault;
        this.cost = settings.passwords().bcryptCost();
        this.argon2 = settings.passwords().algorithm().equals("argon2id");
        this.nobody = argon2 ? argon2id.encode(NOBODY) : "%s$%02d%s".formatted(FORM, cost, NOBODY);
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.pool = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(threads * QUEUE_PER_THREAD),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        this.evaluations = Timer.builder("flowlet.passwords.evaluated")
                .description("Password hashes computed")
                .register(meters);
    }

    /** A new hash of {@code password}, which says how it was made. */
    String hash(String password) {
        return hashOf(peppered(password));
    }

    /** A hash over what another system kept of a password: from then on neither tells the password of the other. */
    String wrap(LegacyHash legacy) {
        return WrappedLegacy.of(legacy, hashOf(peppered(legacy.digest()))).stored();
    }

    private String hashOf(String peppered) {
        return evaluate(() -> argon2 ? argon2id.encode(peppered) : BCrypt.hashpw(peppered, BCrypt.gensalt(FORM, cost)));
    }

    /** Whether {@code hash} was made otherwise than one is made now, or wraps another system's. */
    boolean isOutdated(String hash) {
        if (WrappedLegacy.of(hash).isPresent()) {
            return true;
        }
        if (hash.startsWith(ARGON2) != argon2) {
            return true;
        }
        return argon2 ? argon2id.upgradeEncoding(hash) : Integer.parseInt(hash.substring(COST_AT, COST_AT + 2)) != cost;
    }

    /**
     * Whether {@code password} is the one behind {@code hash}; without a hash one is computed all the same, so that nobody learns from the
     * time that there is none.
     */
    boolean matches(String password, Optional<String> hash) {
        String known = hash.orElse(nobody);
        return evaluate(() -> isBehind(password, known)) && hash.isPresent();
    }

    /**
     * Runs other costly {@code work} on passwords within the same bounds.
     *
     * @throws Refusal {@code overloaded}
     */
    <T> T bounded(Callable<T> work) {
        try {
            Future<T> running = pool.submit(work);
            return running.get();
        } catch (RejectedExecutionException e) {
            throw Refusal.retryAfter(ProblemCode.OVERLOADED, 1);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be evaluated", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.retryAfter(ProblemCode.OVERLOADED, 1);
        }
    }

    @Override
    public void destroy() {
        pool.shutdownNow();
    }

    private <T> T evaluate(Callable<T> work) {
        return bounded(() -> evaluations.recordCallable(work));
    }

    // one digest of a few bytes more does not show beside a hash that takes a quarter of a second
    private boolean isBehind(String password, String known) {
        Optional<WrappedLegacy> wrapped = WrappedLegacy.of(known);
        return wrapped.isPresent()
                ? isOf(peppered(wrapped.get().digestOf(password)), wrapped.get().hash())
                : isOf(peppered(password), known);
    }

    private boolean isOf(String peppered, String hash) {
        return hash.startsWith(ARGON2) ? argon2id.matches(peppered, hash) : BCrypt.checkpw(peppered, hash);
    }

    private String peppered(String password) {
        String normal = Normalizer.normalize(password, Normalizer.Form.NFC);
        return peppered(normal.getBytes(StandardCharsets.UTF_8));
    }

    private String peppered(byte[] secret) {
        return Base64.getEncoder().encodeToString(vault.hmac384(HmacPurpose.PASSWORD, secret));
    }
}
