package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.IdTokens;
import io.flowlet.identity.internal.OpenSessions;
import io.flowlet.identity.internal.OpenSessions.OpenSession;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.ids.PublicId;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Ends sessions at the word of a browser or of a client, whichever tenant they belong to. What a session gave ends with it, and every client that it
 * signed in to and that asks to be told is told: {@link BackChannelLogout}. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">OpenID Connect RP-Initiated Logout 1.0</a>
 */
@Component
public final class SignOuts {
    private final Transactions transactions;
    private final OpenSessions open;
    private final SessionRows sessions;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Clock clock;

    SignOuts(
            Transactions transactions,
            OpenSessions open,
            SessionRows sessions,
            Secrets secrets,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.open = open;
        this.sessions = sessions;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /** The name, {@code ses_…}, of a cookie's session that nobody has ended. */
    public Optional<String> nameOf(String cookie) {
        return ofCookie(cookie).map(session -> PublicId.format(Session.PREFIX, session.id()));
    }

    /** Ends a cookie's session; nothing happens when there is none. */
    public void end(String cookie, Trace trace) {
        ofCookie(cookie).ifPresent(session -> end(session, trace));
    }

    /** Ends the session that an ID token of ours names; nothing happens when it has ended, or is another person's. */
    public void end(IdTokens.Hint hint, Trace trace) {
        PublicId.parse(Session.PREFIX, hint.session())
                .flatMap(id -> transactions.control(() -> open.byId(id)))
                .filter(session -> session.person().equals(hint.subject()))
                .ifPresent(session -> end(session, trace));
    }

    private Optional<OpenSession> ofCookie(String cookie) {
        byte[] digest = secrets.digestOfSession(cookie);
        return transactions.control(() -> open.ofCookie(digest));
    }

    private void end(OpenSession session, Trace trace) {
        transactions.run(session.tenant(), () -> {
            if (sessions.revoke(
                    session.tenant(),
                    session.account(),
                    session.id(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS))) {
                Actor person = new Actor(
                        session.tenant(),
                        session.account(),
                        session.audience().kind(),
                        session.person(),
                        Set.of(),
                        "password");
                audit.record(AuditEvent.done(
                        new Caller(person, trace), "session.end", PublicId.format(Session.PREFIX, session.id())));
            }
        });
    }
}
