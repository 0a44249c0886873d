package io.flowlet.sdk;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The access token of a client: fetched when first needed, kept, and renewed after four fifths of its life, by one thread while the others
 * go on with the old one. Thread-safe.
 */
final class ClientToken implements Credential {
    /** A token that ends within this time may be refused when it arrives. */
    private static final Duration ON_THE_WAY = Duration.ofSeconds(5);

    private final Supplier<OAuth.Tokens> fetch;
    private final InstantSource time;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<Held>> renewal = new AtomicReference<>();

    ClientToken(Supplier<OAuth.Tokens> fetch, InstantSource time) {
        this.fetch = fetch;
        this.time = time;
    }

    private record Held(String token, Instant renewAt, Instant expiresAt) {
        @Override
        public String toString() {
            return "Held[until " + expiresAt + "]";
        }
    }

    @Override
    public String token() {
        Held now = held.get();
        if (now == null || isOver(now)) {
            return renewed().token();
        }
        if (time.instant().isBefore(now.renewAt()) || renewal.get() != null) {
            return now.token();
        }
        try {
            return renewed().token();
        } catch (RuntimeException e) {
            // the old one is good for a while: a later call tries again
            return now.token();
        }
    }

    @Override
    public void disbelieved(String token) {
        Held now = held.get();
        if (now != null && now.token().equals(token)) {
            held.compareAndSet(now, null);
        }
    }

    private Held renewed() {
        CompletableFuture<Held> mine = new CompletableFuture<>();
        CompletableFuture<Held> running = renewal.compareAndExchange(null, mine);
        return running == null ? renew(mine) : joined(running);
    }

    private Held renew(CompletableFuture<Held> mine) {
        try {
            Held now = held.get();
            // somebody may have been done between this thread's look and its turn
            Held fresh = now != null && time.instant().isBefore(now.renewAt()) ? now : fetched();
            held.set(fresh);
            mine.complete(fresh);
            return fresh;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            renewal.set(null);
        }
    }

    private Held fetched() {
        Instant asked = time.instant();
        OAuth.Tokens tokens = fetch.get();
        Duration life = tokens.life();
        return new Held(tokens.accessToken(), asked.plus(life.multipliedBy(4).dividedBy(5)), asked.plus(life));
    }

    private boolean isOver(Held token) {
        return !time.instant().isBefore(token.expiresAt().minus(ON_THE_WAY));
    }

    private static Held joined(CompletableFuture<Held> running) {
        try {
            return running.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }
}
