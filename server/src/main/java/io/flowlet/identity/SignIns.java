package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Refusal;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.Attempts;
import io.flowlet.identity.internal.Emails;
import io.flowlet.identity.internal.HolderRows;
import io.flowlet.identity.internal.Passwords;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.RefusalAudit;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
    private static final int LONGEST_USER_AGENT = 200;

    private final Transactions transactions;
    private final PersonRows accounts;
    private final SessionRows sessions;
    private final HolderRows holders;
    private final Passwords passwords;
    private final Attempts attempts;
    private final Secrets secrets;
    private final AuditLog audit;
    private final RefusalAudit refusals;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    SignIns(
            Transactions transactions,
            PersonRows accounts,
            SessionRows sessions,
            HolderRows holders,
            Passwords passwords,
            Attempts attempts,
            Secrets secrets,
            AuditLog audit,
            RefusalAudit refusals,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.sessions = sessions;
        this.holders = holders;
        this.passwords = passwords;
        this.attempts = attempts;
        this.secrets = secrets;
        this.audit = audit;
        this.refusals = refusals;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Judges an address and a password, and begins a session.
     *
     * @throws Refusal {@code overloaded}
     */
    public SignInOutcome signIn(SignInAttempt attempt) {
        TenantId tenant = attempt.client().tenant();
        Audience audience = attempt.registration().audience();
        byte[] index = secrets.indexOfEmail(tenant, audience, Emails.normalised(attempt.email()));
        Attempts.Pair pair = Attempts.Pair.of(index, attempt.address());
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
        Optional<SignInOutcome.SignedIn> begun = transactions.in(tenant, () -> begin(attempt, found.get()));
        if (begun.isEmpty()) {
            refused(attempt, found, "account_disabled");
            return new SignInOutcome.WrongCredentials();
        }
        attempts.succeed(pair);
        return begun.get();
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
        transactions.run(client.tenant(), () -> end(client.tenant(), cookie, trace));
    }

    // the account is locked meanwhile: whoever disables it ends this session too, or is seen here
    private Optional<SignInOutcome.SignedIn> begin(SignInAttempt attempt, StoredAccount checked) {
        Account account = checked.account();
        Optional<StoredAccount> now = accounts.lock(account.tenant(), account.id());
        if (now.filter(same -> same.account().disabledAt() == null
                        && same.passwordHash().equals(checked.passwordHash()))
                .isEmpty()) {
            return Optional.empty();
        }
        attempt.previous().ifPresent(cookie -> end(account.tenant(), cookie, attempt.trace()));
        Instant at = now();
        Instant until = at.plus(settings.signIn().sessionLife());
        Session session = new Session(
                ids.next(),
                account.tenant(),
                account.id(),
                account.audience(),
                attempt.userAgent().map(SignIns::cut).orElse(null),
                at,
                at,
                until);
        holders.accountUsed(account.tenant(), account.id(), at);
        if (account.audience() == Audience.STAFF) {
            byte[] mailbox = secrets.indexOfMailbox(account.tenant(), Emails.mailbox(account.email()));
            accounts.noteMailbox(account.tenant(), account.id(), mailbox);
        }
        String cookie = secrets.newSecret();
        sessions.insert(
                session,
                secrets.digestOfSession(cookie),
                new SessionRows.Cookie(at.plus(settings.signIn().idle(account.audience())), until));
        audit.record(AuditEvent.done(callerOf(account, attempt.trace()), "session.create", session.publicId())
                .with("client", attempt.client().clientId()));
        return Optional.of(new SignInOutcome.SignedIn(session, cookie));
    }

    private void end(TenantId tenant, String cookie, Trace trace) {
        sessions.revoke(tenant, secrets.digestOfSession(cookie), now()).ifPresent(ended -> {
            Actor person = actor(tenant, ended.account(), ended.audience());
            audit.record(AuditEvent.done(
                    new Caller(person, trace), "session.end", PublicId.format(Session.PREFIX, ended.session())));
        });
    }

    private void refused(SignInAttempt attempt, Optional<StoredAccount> account, String reason) {
        SecurityLog.write(
                SecurityLog.Event.SIGN_IN_FAILED,
                attempt.address(),
                attempt.client().tid(),
                attempt.trace());
        refusals.recordSignIn(
                attempt.client(), account.map(known -> known.account().name()), reason, attempt.trace());
    }

    private static Caller callerOf(Account account, Trace trace) {
        return new Caller(actor(account.tenant(), account.id(), account.audience()), trace);
    }

    private static Actor actor(TenantId tenant, UUID account, Audience audience) {
        return new Actor(tenant, account, audience.kind(), audience.nameOf(account), Set.of(), "password");
    }

    private static String cut(String agent) {
        String plain = agent.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.substring(0, Math.min(plain.length(), LONGEST_USER_AGENT));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
