package io.flowlet.identity;

import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Refusal;
import io.flowlet.identity.internal.Ceremonies;
import io.flowlet.identity.internal.Challenges;
import io.flowlet.identity.internal.Enrolments;
import io.flowlet.identity.internal.FactorRows;
import io.flowlet.identity.internal.Notices;
import io.flowlet.identity.internal.PasskeyRows;
import io.flowlet.ids.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * A person makes passkeys for the own account and removes them, as {@link OwnFactors} does the rest: at most {@value #MOST}, each audited and told by
 * mail. Thread-safe.
 */
@Component
public final class OwnPasskeys {
    static final int MOST = 10;

    private final OwnFactors own;
    private final SecondFactors factors;
    private final FactorRows rows;
    private final PasskeyRows passkeys;
    private final Ceremonies ceremonies;
    private final Challenges challenges;
    private final Enrolments enrolments;
    private final Notices notices;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    OwnPasskeys(
            OwnFactors own,
            SecondFactors factors,
            FactorRows rows,
            PasskeyRows passkeys,
            Ceremonies ceremonies,
            Challenges challenges,
            Enrolments enrolments,
            Notices notices,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.own = own;
        this.factors = factors;
        this.rows = rows;
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.challenges = challenges;
        this.enrolments = enrolments;
        this.notices = notices;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Offers a device to make a passkey.
     *
     * @throws Refusal {@code overloaded}
     */
    public FactorChange offer(OwnFactors.Wish wish, String password) {
        return own.withPassword(wish, password, (caller, account) -> {
            List<Passkey> known = passkeys.list(account.tenant(), account.id());
            if (known.size() >= MOST || !ceremonies.arePossible()) {
                return new FactorChange.NotPossible();
            }
            byte[] challenge = challenges.make(held(wish), now());
            return new FactorChange.PasskeyOffered(new NewPasskey(
                    new PasskeyOffer(challenge, ceremonies.relyingParty()),
                    text(PasskeySignIns.handle(account.id())),
                    account.email(),
                    known.stream().map(passkey -> text(passkey.credentialId())).toList()));
        });
    }

    /**
     * Takes the passkey that a device made of what was offered in this session. With the first factor come recovery codes.
     *
     * @param answer JSON as browsers give it
     */
    public FactorChange take(OwnFactors.Wish wish, String answer) {
        Instant now = now();
        Optional<Ceremonies.Made> made =
                ceremonies.made(answer, challenge -> challenges.isOwn(challenge, held(wish), now));
        if (made.isEmpty()) {
            return new FactorChange.WrongCode();
        }
        return own.changed(wish, (caller, account) -> {
            boolean taken = passkeys.count(account.tenant(), account.id()) < MOST
                    && challenges.use(made.get().challenge())
                    && passkeys.insert(account, ids.next(), made.get(), now);
            if (!taken) {
                return new FactorChange.NotPossible();
            }
            notices.tell(account, Notice.FACTOR_ADDED);
            audit.record(AuditEvent.done(caller, "factor.add", account.name())
                    .with("kind", FactorKind.PASSKEY.code())
                    .with("backed_up", made.get().backedUp()));
            return rows.codesLeft(account.tenant(), account.id()) > 0
                    ? new FactorChange.Done()
                    : new FactorChange.Made(enrolments.newCodes(caller, account, now));
        });
    }

    /**
     * Removes one, unless it is the last factor of somebody who must have one; with the last go the recovery codes.
     *
     * @param publicId {@code pky_…}
     * @throws Refusal {@code overloaded}
     */
    public FactorChange remove(OwnFactors.Wish wish, String password, String publicId) {
        return own.withPassword(wish, password, (caller, account) -> {
            Optional<UUID> id = Passkey.idOf(publicId);
            boolean last = factors.list(account).isLast();
            if (id.isEmpty()
                    || (last && factors.isRequired(account))
                    || !passkeys.remove(account.tenant(), account.id(), id.get())) {
                return new FactorChange.NotPossible();
            }
            if (last) {
                rows.removeCodes(account.tenant(), account.id());
            }
            notices.tell(account, Notice.FACTOR_REMOVED);
            audit.record(
                    AuditEvent.done(caller, "factor.remove", account.name()).with("kind", FactorKind.PASSKEY.code()));
            return new FactorChange.Done();
        });
    }

    private static String held(OwnFactors.Wish wish) {
        return "make " + wish.cookie();
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
