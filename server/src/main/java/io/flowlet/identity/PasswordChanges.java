package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.FieldFault;
import io.flowlet.identity.internal.Attempts;
import io.flowlet.identity.internal.FormerPasswords;
import io.flowlet.identity.internal.Notices;
import io.flowlet.identity.internal.Passwords;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * A person gives herself a new password: knows the old one, keeps to the rules, and does not take one of the last {@value FormerPasswords#HISTORY} again.
 *
 * <p>Every other session of the account ends with the change. Thread-safe.
 */
@Component
public final class PasswordChanges {
    private static final String CURRENT = "/current_password";
    private static final String NEW = "/new_password";

    private final Transactions transactions;
    private final PersonRows accounts;
    private final SessionRows sessions;
    private final FormerPasswords former;
    private final Passwords passwords;
    private final Notices notices;
    private final Attempts attempts;
    private final AuditLog audit;
    private final Clock clock;

    PasswordChanges(
            Transactions transactions,
            PersonRows accounts,
            SessionRows sessions,
            FormerPasswords former,
            Passwords passwords,
            Notices notices,
            Attempts attempts,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.sessions = sessions;
        this.former = former;
        this.passwords = passwords;
        this.notices = notices;
        this.attempts = attempts;
        this.audit = audit;
        this.clock = clock;
    }

    /** The two passwords as the person gives them, and what stays as it is. */
    public record Request(String current, String wanted, UUID session, ClientAddress address) {
        @Override
        public String toString() {
            return "Request[…]";
        }
    }

    /**
     * Changes the caller's own password.
     *
     * @throws io.flowlet.http.Refusal {@code overloaded}
     */
    public PasswordChange change(Caller caller, Request request) {
        UUID id = caller.actor().principal();
        Attempts.Pair pair = Attempts.Pair.of(id, request.address());
        int wait = attempts.begin(pair);
        if (wait > 0) {
            return new PasswordChange.TooManyAttempts(wait);
        }
        FormerPasswords.Known known = transactions.in(
                caller.tenant(), () -> former.known(caller.tenant(), id).orElseThrow());
        StoredAccount was = known.account();
        if (!passwords.matches(request.current(), Optional.of(was.passwordHash()))) {
            audit.recordAlone(
                    AuditEvent.refused(caller, "password.change", caller.actor().name(), "credentials_wrong"));
            return refused(CURRENT, "wrong", "This is not the current password.");
        }
        attempts.succeed(pair);
        Optional<FieldFault> fault = former.fault(known, request.wanted(), NEW);
        if (fault.isPresent()) {
            return new PasswordChange.Refused(List.of(fault.get()));
        }
        String hash = passwords.hash(request.wanted());
        return transactions.in(caller.tenant(), () -> replace(caller, was, hash, request.session()));
    }

    private PasswordChange replace(Caller caller, StoredAccount was, String hash, UUID session) {
        UUID id = was.account().id();
        StoredAccount now = accounts.lock(caller.tenant(), id).orElseThrow();
        if (!now.passwordHash().equals(was.passwordHash())) {
            return refused(CURRENT, "wrong", "The password was changed meanwhile.");
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        former.replace(was, hash, at);
        int ended = sessions.revokeAll(caller.tenant(), id, session, at);
        notices.tell(was.account(), Notice.PASSWORD_CHANGED);
        audit.record(AuditEvent.done(caller, "password.change", caller.actor().name())
                .with("sessions_ended", (long) ended));
        return new PasswordChange.Changed();
    }

    private static PasswordChange refused(String pointer, String code, String detail) {
        return new PasswordChange.Refused(List.of(new FieldFault(pointer, code, detail)));
    }
}
