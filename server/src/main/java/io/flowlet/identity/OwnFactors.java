package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.Refusal;
import io.flowlet.identity.internal.Attempts;
import io.flowlet.identity.internal.Enrolments;
import io.flowlet.identity.internal.FactorRows;
import io.flowlet.identity.internal.Notices;
import io.flowlet.identity.internal.Passwords;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/**
 * A person changes her own second factors: in a session, with the password once more, and with the second factor proven in that session if there
 * is one. Every change is audited. Thread-safe.
 */
@Component
public final class OwnFactors {
    private final Transactions transactions;
    private final PersonRows accounts;
    private final SessionRows sessions;
    private final FactorRows rows;
    private final SecondFactors factors;
    private final Enrolments enrolments;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Secrets secrets;
    private final Notices notices;
    private final AuditLog audit;
    private final Clock clock;

    OwnFactors(
            Transactions transactions,
            PersonRows accounts,
            SessionRows sessions,
            FactorRows rows,
            SecondFactors factors,
            Enrolments enrolments,
            Passwords passwords,
            Attempts attempts,
            Secrets secrets,
            Notices notices,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.sessions = sessions;
        this.rows = rows;
        this.factors = factors;
        this.enrolments = enrolments;
        this.passwords = passwords;
        this.attempts = attempts;
        this.secrets = secrets;
        this.notices = notices;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Who wants it, in a session that works now.
     *
     * @param cookie the session's secret
     */
    public record Wish(Session session, String cookie, ClientAddress address, Trace trace) {
        @Override
        public String toString() {
            return "Wish[" + session + "]";
        }
    }

    /** What the person of {@code session} has. */
    public FactorList list(Session session) {
        return transactions.in(
                session.tenant(),
                () -> factors.list(accounts.byId(session.tenant(), session.account())
                        .map(StoredAccount::account)
                        .orElseThrow()));
    }

    /**
     * Offers an authenticator app its secret.
     *
     * @throws Refusal {@code overloaded}
     */
    public FactorChange offer(Wish wish, String password) {
        return withPassword(wish, password, (caller, account) -> {
            String held = secrets.newSecret();
            return new FactorChange.Offered(held, enrolments.offer(account, bound(wish, held)));
        });
    }

    /** What was offered, for a page that is shown again. */
    public Optional<TotpOffer> offered(Wish wish, String held) {
        return transactions.in(
                wish.session().tenant(),
                () -> accounts.byId(wish.session().tenant(), wish.session().account())
                        .map(known -> enrolments.offer(known.account(), bound(wish, held))));
    }

    /** Takes the app if {@code typed} is a code of what was offered; who knows one was shown the offer, and so knew the password. */
    public FactorChange take(Wish wish, String held, String typed) {
        return changed(wish, (caller, account) -> {
            List<String> codes = enrolments.take(caller, account, bound(wish, held), typed, now());
            return codes.isEmpty() ? new FactorChange.WrongCode() : new FactorChange.Made(codes);
        });
    }

    /**
     * Makes new recovery codes in the place of all others.
     *
     * @throws Refusal {@code overloaded}
     */
    public FactorChange newCodes(Wish wish, String password) {
        return withPassword(
                wish,
                password,
                (caller, account) -> rows.hasAny(account.tenant(), account.id())
                        ? new FactorChange.Made(enrolments.newCodes(caller, account, now()))
                        : new FactorChange.NotPossible());
    }

    /**
     * Removes the second factor and the recovery codes, unless the person must have one.
     *
     * @throws Refusal {@code overloaded}
     */
    public FactorChange remove(Wish wish, String password) {
        return withPassword(wish, password, (caller, account) -> {
            if (factors.isRequired(account) || rows.removeAll(account.tenant(), account.id()) == 0) {
                return new FactorChange.NotPossible();
            }
            notices.tell(account, Notice.FACTOR_REMOVED);
            audit.record(AuditEvent.done(caller, "factor.remove", account.name()));
            return new FactorChange.Removed();
        });
    }

    /** Carries {@code change} out if the password is right, with the account locked. */
    FactorChange withPassword(Wish wish, String password, BiFunction<Caller, Account, FactorChange> change) {
        Session session = wish.session();
        Attempts.Pair pair = Attempts.Pair.of(session.account(), wish.address());
        int wait = attempts.begin(pair);
        if (wait > 0) {
            return new FactorChange.TooManyAttempts(wait);
        }
        StoredAccount known = transactions.in(
                session.tenant(),
                () -> accounts.byId(session.tenant(), session.account()).orElseThrow());
        if (!matches(password, known, pair)) {
            audit.recordAlone(AuditEvent.refused(
                    SessionStarts.callerOf(known.account(), wish.trace()),
                    "factor.change",
                    known.account().name(),
                    "credentials_wrong"));
            return new FactorChange.WrongPassword();
        }
        attempts.succeed(pair);
        return changed(wish, change);
    }

    private boolean matches(String password, StoredAccount known, Attempts.Pair pair) {
        try {
            return passwords.matches(password, Optional.of(known.passwordHash()));
        } catch (Refusal overloaded) {
            attempts.withdraw(pair);
            throw overloaded;
        }
    }

    // the session is read with the account locked: a password that was changed meanwhile has ended it
    /** Carries {@code change} out with the account locked, if the session stands and has proven enough. */
    FactorChange changed(Wish wish, BiFunction<Caller, Account, FactorChange> change) {
        Session session = wish.session();
        return transactions.in(session.tenant(), () -> {
            Account account = accounts.lock(session.tenant(), session.account())
                    .map(StoredAccount::account)
                    .orElseThrow();
            boolean stands = account.disabledAt() == null && sessions.stands(session.tenant(), session.id());
            boolean proven = session.proof().isStrong() || !rows.hasAny(session.tenant(), session.account());
            return stands && proven
                    ? change.apply(SessionStarts.callerOf(account, wish.trace()), account)
                    : new FactorChange.NotProven();
        });
    }

    private static String bound(Wish wish, String held) {
        return wish.cookie() + ":" + held;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
