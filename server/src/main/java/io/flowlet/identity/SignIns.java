package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.http.Refusal;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.Attempts;
import io.flowlet.identity.internal.DeviceRows;
import io.flowlet.identity.internal.Emails;
import io.flowlet.identity.internal.Passwords;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.RefusalAudit;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Persons signing in and out with a browser.
 *
 * <p>The browser holds a session's secret, its row only a digest. A session begins with a new secret at each sign-in and works in the browser
 * until it is idle too long or {@code session-life} is over. Unknown address, wrong password and disabled account take one path with one hash
 * evaluation and get one answer. Thread-safe.
 */
@Component
public final class SignIns {
    private final Transactions transactions;
    private final PersonRows accounts;
    private final SessionRows sessions;
    private final DeviceRows devices;
    private final SessionStarts starts;
    private final SecondFactors factors;
    private final StaffProviders providers;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Secrets secrets;
    private final RefusalAudit refusals;
    private final IdentitySettings settings;
    private final Clock clock;

    SignIns(
            Transactions transactions,
            PersonRows accounts,
            SessionRows sessions,
            DeviceRows devices,
            SessionStarts starts,
            SecondFactors factors,
            StaffProviders providers,
            Passwords passwords,
            Attempts attempts,
            Secrets secrets,
            RefusalAudit refusals,
            IdentitySettings settings,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.sessions = sessions;
        this.devices = devices;
        this.starts = starts;
        this.factors = factors;
        this.providers = providers;
        this.passwords = passwords;
        this.attempts = attempts;
        this.secrets = secrets;
        this.refusals = refusals;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Judges an address and a password, and begins a session, or a sign-in that waits for the second factor.
     *
     * @throws Refusal {@code overloaded}
     */
    public SignInOutcome signIn(SignInAttempt attempt) {
        TenantId tenant = attempt.client().tenant();
        Audience audience = attempt.registration().audience();
        byte[] index = secrets.indexOfEmail(tenant, audience, Emails.normalised(attempt.email()));
        Attempts.Pair pair = pair(attempt, index);
        int wait = attempts.begin(pair);
        if (wait > 0) {
            refused(attempt, Optional.empty(), "too_many_attempts");
            return new SignInOutcome.TooManyAttempts(wait);
        }
        Optional<StoredAccount> found = transactions.in(tenant, () -> accounts.byEmail(tenant, audience, index));
        boolean right = matches(attempt.password(), found, pair);
        if (found.isEmpty() || !right) {
            refused(attempt, found, "credentials_wrong");
            return new SignInOutcome.WrongCredentials();
        }
        Optional<String> rehashed = rehashed(attempt.password(), found.get());
        Optional<SignInOutcome> begun = transactions.in(tenant, () -> proceed(attempt, found.get(), rehashed));
        if (begun.isEmpty()) {
            boolean here = transactions.in(
                    tenant, () -> providers.letsSignInHere(found.get().account()));
            refused(attempt, found, here ? "account_disabled" : "provider_required");
            return new SignInOutcome.WrongCredentials();
        }
        attempts.succeed(pair);
        return begun.get();
    }

    // a browser that signed in to this address before does not wait for what others behind its network typed
    private Attempts.Pair pair(SignInAttempt attempt, byte[] index) {
        TenantId tenant = attempt.client().tenant();
        byte[] device = secrets.digestOfDevice(index, attempt.browser().device());
        boolean known = transactions.in(tenant, () -> devices.knows(tenant, device));
        return known
                ? Attempts.Pair.ofDevice(device)
                : Attempts.Pair.of(index, attempt.browser().address());
    }

    // who finds the queue full has not been wrong: it must not come to wait for that
    private boolean matches(String password, Optional<StoredAccount> found, Attempts.Pair pair) {
        try {
            return passwords.matches(password, found.map(StoredAccount::passwordHash));
        } catch (Refusal overloaded) {
            attempts.withdraw(pair);
            throw overloaded;
        }
    }

    // who is in a hurry now signs in with the hash that there is
    private Optional<String> rehashed(String password, StoredAccount known) {
        if (!passwords.isOutdated(known.passwordHash())) {
            return Optional.empty();
        }
        try {
            return Optional.of(passwords.hash(password));
        } catch (Refusal overloaded) {
            return Optional.empty();
        }
    }

    /** The session of a cookie that works now for persons of {@code client}, which counts as used. */
    public Optional<Session> resume(Client client, String cookie) {
        return Optional.ofNullable(client.signIn())
                .flatMap(persons -> transactions.in(client.tenant(), () -> {
                    Instant now = now();
                    Optional<Session> found = sessions.ofCookie(
                            client.tenant(), persons.audience(), secrets.digestOfSession(cookie), now);
                    found.ifPresent(session -> sessions.touch(
                            session.id(),
                            now,
                            now.plus(settings.signIn().idle(session.audience())),
                            session.createdAt().plus(settings.signIn().sessionLife())));
                    return found;
                }));
    }

    /** Ends the session of a cookie at {@code client}'s tenant, with all its tokens; nothing happens when there is none. */
    public void signOut(Client client, String cookie, Trace trace) {
        transactions.run(client.tenant(), () -> starts.end(client.tenant(), cookie, trace));
    }

    // the account is locked meanwhile: whoever disables it ends this sign-in too, or is seen here
    private Optional<SignInOutcome> proceed(SignInAttempt attempt, StoredAccount checked, Optional<String> rehashed) {
        Account account = checked.account();
        return accounts.lock(account.tenant(), account.id())
                .filter(same -> same.account().disabledAt() == null
                        && same.passwordHash().equals(checked.passwordHash())
                        && providers.letsSignInHere(same.account()))
                .map(same -> {
                    rehashed.ifPresent(hash -> accounts.rehash(checked, hash));
                    return next(attempt, same.account());
                });
    }

    private SignInOutcome next(SignInAttempt attempt, Account account) {
        return switch (factors.stepOf(account)) {
            case NONE -> {
                SessionStarts.Begun begun = starts.begin(attempt.browser(), account, Proof.PASSWORD);
                yield new SignInOutcome.SignedIn(begun.session(), begun.cookie());
            }
            case CODE -> new SignInOutcome.CodeNeeded(factors.await(account, false));
            case ENROL -> new SignInOutcome.FactorNeeded(factors.await(account, true));
        };
    }

    private void refused(SignInAttempt attempt, Optional<StoredAccount> account, String reason) {
        SecurityLog.write(
                SecurityLog.Event.SIGN_IN_FAILED,
                attempt.browser().address(),
                attempt.client().tid(),
                attempt.browser().trace());
        refusals.recordSignIn(
                attempt.client(),
                account.map(known -> known.account().name()),
                reason,
                attempt.browser().trace());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
