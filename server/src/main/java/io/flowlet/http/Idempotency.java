package io.flowlet.http;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.HmacPurpose;
import io.flowlet.vault.Vault;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * One key, one effect: under any number of concurrent callers, over crashes and lost answers.
 *
 * <p>{@link #keyOf} reads the key of a request, {@link #once} carries out an effect that one transaction holds, and {@link #alone} guards an
 * effect that somebody else commits together with its {@link IdempotencyRow} (the ledger's lane). Thread-safe.
 */
@Component
public final class Idempotency {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final int ATTEMPTS = 3;

    private final IdempotencyStore store;
    private final Transactions transactions;
    private final JsonMapper json;
    private final Vault vault;
    private final Set<RunningKey> running = ConcurrentHashMap.newKeySet();

    Idempotency(IdempotencyStore store, Transactions transactions, JsonMapper json, Vault vault) {
        this.store = store;
        this.transactions = transactions;
        this.json = json;
        this.vault = vault;
    }

    /** What an effect answers now and what its repeat will get; they differ when a secret is shown once, or when a repeat is rendered anew. */
    public record Effect(StoredAnswer now, StoredAnswer replay) {
        public static Effect of(StoredAnswer answer) {
            return new Effect(answer, answer);
        }

        /** Of an answer that holds personal data: kept is its status and what it is about, see {@link Answers#respond(OnceOutcome, java.util.function.Function)}. */
        public static Effect about(Object id, StoredAnswer answer) {
            return new Effect(answer, new StoredAnswer(answer.status(), "{\"id\":\"" + id + "\"}"));
        }
    }

    private record RunningKey(int tenant, UUID slot) {}

    /**
     * The key of a request.
     *
     * @param body as parsed, so that spelling and spaces do not make another request
     * @throws Refusal {@code idempotency_key_missing}, {@code idempotency_key_invalid}
     */
    public IdempotencyKey keyOf(Caller caller, HttpServletRequest request, Object body) {
        return keyOfCanonical(caller, request, json.writeValueAsString(body));
    }

    /** As {@link #keyOf}, for a body that has a canonical text of its own. */
    public IdempotencyKey keyOfCanonical(Caller caller, HttpServletRequest request, String canonical) {
        var sent = Collections.list(request.getHeaders(HEADER));
        if (sent.isEmpty()) {
            throw Refusal.of(ProblemCode.IDEMPOTENCY_KEY_MISSING);
        }
        if (sent.size() > 1 || !isKey(sent.getFirst())) {
            throw Refusal.of(ProblemCode.IDEMPOTENCY_KEY_INVALID);
        }
        String route = request.getMethod() + " " + request.getRequestURI();
        String hash = digest(route, canonical);
        return new IdempotencyKey(caller.tenant(), caller.actor().principal(), route, sent.getFirst(), hash);
    }

    /**
     * The key of an effect that the server itself repeats until it is done.
     *
     * @param route what it is called; of no request, whose route begins with a method
     * @param canonical what is done: another effect under the same name is refused
     */
    public IdempotencyKey keyOf(TenantId tenant, String route, UUID effect, String canonical) {
        return new IdempotencyKey(tenant, effect, route, effect.toString(), digest(route, canonical));
    }

    /**
     * Carries out {@code effect} in one transaction with the row of {@code key}, unless that was done before.
     *
     * <p>{@code effect} runs inside the transaction of the key's tenant; whatever it throws rolls everything back and leaves the key unused.
     */
    public OnceOutcome once(IdempotencyKey key, Supplier<Effect> effect) {
        return alone(key, () -> before(key).orElseGet(() -> attempt(key, effect)));
    }

    /** Runs {@code work} unless the same key runs on this instance already. */
    public OnceOutcome alone(IdempotencyKey key, Supplier<OnceOutcome> work) {
        return unlessRunning(key, work).orElseGet(OnceOutcome.InFlight::new);
    }

    /** As {@link #alone}, for work with a result of its own; empty when the same key runs on this instance already. */
    public <T> Optional<T> unlessRunning(IdempotencyKey key, Supplier<T> work) {
        RunningKey mine = new RunningKey(key.tenant().value(), IdempotencyStore.slot(key));
        if (!running.add(mine)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            running.remove(mine);
        }
    }

    /**
     * Binds a key to its request for ever, for a request whose parts act under keys of their own: true if it is bound to this one, now or
     * before; false if another request has it.
     */
    public boolean claim(IdempotencyKey key) {
        Optional<OnceOutcome> other = before(key);
        if (other.isEmpty()) {
            try {
                transactions.run(
                        key.tenant(),
                        () -> store.write(Set.of(new IdempotencyRow(key, new StoredAnswer(200, "{}"), true))));
                return true;
            } catch (DuplicateKeyException e) {
                other = before(key); // another instance was faster
            }
        }
        return other.filter(OnceOutcome.Replayed.class::isInstance).isPresent();
    }

    /** What the key's slot says about this request, if it was used before. */
    public Optional<OnceOutcome> before(IdempotencyKey key) {
        return transactions
                .in(key.tenant(), () -> store.find(key))
                .map(row -> row.key().sameRequestAs(key)
                        ? new OnceOutcome.Replayed(row.answer())
                        : new OnceOutcome.KeyReused());
    }

    private OnceOutcome attempt(IdempotencyKey key, Supplier<Effect> effect) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.in(key.tenant(), () -> {
                    Effect done = effect.get();
                    store.write(Set.of(new IdempotencyRow(key, done.replay(), false)));
                    return new OnceOutcome.Fresh(done.now());
                });
            } catch (DuplicateKeyException e) {
                // another instance was faster: its row is visible now, unless the clash was the effect's own
                Optional<OnceOutcome> theirs = before(key);
                if (theirs.isPresent()) {
                    return theirs.get();
                }
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Whether {@code key} looks like a key, and not like a card number: keys are stored in clear, money's for good. */
    public static boolean isKey(String key) {
        return FORM.matcher(key).matches() && !CardSecrets.holdsCardNumber(key);
    }

    /** The key of one part of a request that acts part by part. */
    public IdempotencyKey partOf(IdempotencyKey whole, String key, String canonical) {
        String hash = digest(whole.route(), canonical);
        return new IdempotencyKey(whole.tenant(), whole.principal(), whole.route(), key, hash);
    }

    /** Keyed: a bare digest would give a card or document number to whoever reads the row and tries them all. */
    private String digest(String route, String canonical) {
        byte[] text = (route + "\n" + canonical).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(vault.hmac(HmacPurpose.REQUEST, text));
    }
}
