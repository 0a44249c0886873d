package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Notice;
import io.flowlet.identity.Proof;
import io.flowlet.identity.Session;
import io.flowlet.identity.SignInBrowser;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Begins sessions and ends those of browsers, in the open transaction of the account's tenant, which holds the account's lock. Thread-safe. */
@Component
public final class SessionStarts {
    private static final int LONGEST_USER_AGENT = 200;
    private static final String HERE = "password";

    private final PersonRows accounts;
    private final SessionRows sessions;
    private final HolderRows holders;
    private final DeviceRows devices;
    private final Notices notices;
    private final Secrets secrets;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    SessionStarts(
            PersonRows accounts,
            SessionRows sessions,
            HolderRows holders,
            DeviceRows devices,
            Notices notices,
            Secrets secrets,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.holders = holders;
        this.devices = devices;
        this.notices = notices;
        this.secrets = secrets;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * A session that has begun.
     *
     * @param cookie its secret, for the browser alone
     */
    public record Begun(Session session, String cookie) {
        @Override
        public String toString() {
            return "Begun[" + session + "]";
        }
    }

    /**
     * How a person came.
     *
     * @param since from when on the session counts, for how recent and how long it is
     * @param method as the audit log calls it
     */
    public record Came(Instant since, String method) {}

    /** Begins one with a new secret; the one that the browser had before ends. */
    public Begun begin(SignInBrowser browser, Account account, Proof proof) {
        return begin(browser, account, proof, new Came(clock.instant().truncatedTo(ChronoUnit.MICROS), HERE));
    }

    /** As {@link #begin(SignInBrowser, Account, Proof)}, of a person who signed in elsewhere. */
    public Begun begin(SignInBrowser browser, Account account, Proof proof, Came came) {
        browser.previous().ifPresent(cookie -> end(account.tenant(), cookie, browser.trace()));
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant until = came.since().plus(settings.signIn().sessionLife());
        Session session = new Session(
                ids.next(),
                account.tenant(),
                account.id(),
                account.audience(),
                browser.userAgent().map(SessionStarts::cut).orElse(null),
                came.since(),
                at,
                until,
                proof);
        byte[] index = secrets.indexOfEmail(account.tenant(), account.audience(), Emails.normalised(account.email()));
        if (devices.used(account, secrets.digestOfDevice(index, browser.device()), at)) {
            notices.tell(account, Notice.NEW_DEVICE);
        }
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
        Caller person = callerOf(account, came.method(), browser.trace());
        audit.record(AuditEvent.done(person, "session.create", session.publicId())
                .with("client", browser.client().clientId())
                .with("amr", String.join(" ", proof.amr())));
        return new Begun(session, cookie);
    }

    /** Ends the session of a cookie, with all its tokens; nothing happens when there is none. */
    public void end(TenantId tenant, String cookie, Trace trace) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        sessions.revoke(tenant, secrets.digestOfSession(cookie), now).ifPresent(ended -> {
            Actor person = actor(tenant, ended.account(), ended.audience(), HERE);
            audit.record(AuditEvent.done(
                    new Caller(person, trace), "session.end", PublicId.format(Session.PREFIX, ended.session())));
        });
    }

    /** The owner of {@code account}, in the request at hand. */
    public static Caller callerOf(Account account, Trace trace) {
        return callerOf(account, HERE, trace);
    }

    /** As {@link #callerOf(Account, Trace)}, of a person who came by {@code method}. */
    public static Caller callerOf(Account account, String method, Trace trace) {
        return new Caller(actor(account.tenant(), account.id(), account.audience(), method), trace);
    }

    private static Actor actor(TenantId tenant, UUID account, Audience audience, String method) {
        return new Actor(tenant, account, audience.kind(), audience.nameOf(account), Set.of(), method);
    }

    private static String cut(String agent) {
        String plain = agent.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.substring(0, Math.min(plain.length(), LONGEST_USER_AGENT));
    }
}
