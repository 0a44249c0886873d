package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenAlgorithm;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/**
 * Lets token keys follow each other while tokens are issued.
 *
 * <p>The next key is published {@code signing.published-ahead} before it signs, every instance turns to it at the same moment, and the one before
 * verifies until nothing that it signed can be of use. Each key that is made or ended is an audit event of the platform, written in the
 * transaction of its row. Safe to run on any number of instances at once.
 */
@Component
public final class SigningRotation {
    private static final String OBJECT = "token_keys";

    private final SigningKeys keys;
    private final Transactions transactions;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    SigningRotation(
            SigningKeys keys,
            Transactions transactions,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.keys = keys;
        this.transactions = transactions;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** A round on each instance: learns of others' keys, prepares one that is due by age, forgets what verifies nothing. */
    public void runOnce() {
        keys.refresh();
        Instant now = now();
        List<TokenAlgorithm> due = new ArrayList<>();
        for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
            if (!keys.newestSignsFrom(algorithm)
                    .plus(settings.signing().rotateAfter())
                    .isAfter(now)) {
                due.add(algorithm);
            }
        }
        if (!due.isEmpty()) {
            prepare(self(), due, now.plus(settings.signing().publishedAhead()));
        }
        keys.forgetOld();
    }

    /**
     * Prepares the next key of every algorithm that has none waiting.
     *
     * @return those that were made
     */
    public List<SigningKeys.Prepared> prepare(Caller caller) {
        keys.refresh();
        return prepare(
                caller,
                List.of(TokenAlgorithm.values()),
                now().plus(settings.signing().publishedAhead()));
    }

    /**
     * Makes new keys that sign at once and ends all others: every token and ID token that those signed is believed no more. For keys that somebody
     * may know, and for the owner of the database only.
     *
     * @return what was made
     */
    public List<SigningKeys.Prepared> replace(Caller caller) {
        keys.refresh();
        Instant now = now();
        List<SigningKeys.Prepared> made = make(caller, "token_key.replace", now, keys::replaceAll);
        keys.refresh();
        return made;
    }

    private List<SigningKeys.Prepared> prepare(Caller caller, List<TokenAlgorithm> algorithms, Instant signsFrom) {
        List<SigningKeys.Prepared> made = make(
                caller,
                "token_key.prepare",
                signsFrom,
                (algorithm, from) ->
                        algorithms.contains(algorithm) ? keys.prepareNext(algorithm, from) : Optional.empty());
        keys.refresh();
        return made;
    }

    private List<SigningKeys.Prepared> make(
            Caller caller,
            String action,
            Instant signsFrom,
            BiFunction<TokenAlgorithm, Instant, Optional<SigningKeys.Prepared>> each) {
        return transactions.in(TenantId.PLATFORM, () -> {
            List<SigningKeys.Prepared> made = new ArrayList<>();
            for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
                each.apply(algorithm, signsFrom).ifPresent(made::add);
            }
            for (SigningKeys.Prepared key : made) {
                audit.record(AuditEvent.done(caller, action, OBJECT)
                        .with("kid", key.key().kid())
                        .with("alg", key.key().algorithm().name())
                        .with("signs_from", signsFrom.toString()));
            }
            return made;
        });
    }

    private Caller self() {
        UUID request = ids.next();
        return new Caller(
                Actor.system(TenantId.PLATFORM, "signing-rotation"),
                new Trace(request.toString().replace("-", ""), PublicId.format("req", request)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
