package io.flowlet.identity;

import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.FieldFault;
import io.flowlet.identity.internal.Attempts;
import io.flowlet.identity.internal.DeviceRows;
import io.flowlet.identity.internal.Emails;
import io.flowlet.identity.internal.FormerPasswords;
import io.flowlet.identity.internal.Notices;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.ResetRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.mail.Mails;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * A new password for somebody who has forgotten the old one: by a link in a mail, which works once.
 *
 * <p>Whoever asks learns nothing: the answer is the same for an address that nobody has, and so is the work, one row; the address is looked up later
 * and elsewhere. The link opens no session: who uses it signs in afterwards, with the second factor if there is one. Thread-safe.
 */
@Component
public final class PasswordResets {
    /** Of the page behind a link; the secret follows. */
    public static final String PATH = "/signin/reset/";

    private static final UUID NONE = new UUID(0, 0);

    private final Transactions transactions;
    private final PersonRows accounts;
    private final ResetRows rows;
    private final SessionRows sessions;
    private final DeviceRows devices;
    private final FormerPasswords passwords;
    private final Notices notices;
    private final Mails mails;
    private final Attempts attempts;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Clock clock;

    PasswordResets(
            Transactions transactions,
            PersonRows accounts,
            ResetRows rows,
            SessionRows sessions,
            DeviceRows devices,
            FormerPasswords passwords,
            Notices notices,
            Mails mails,
            Attempts attempts,
            Secrets secrets,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.rows = rows;
        this.sessions = sessions;
        this.devices = devices;
        this.passwords = passwords;
        this.notices = notices;
        this.mails = mails;
        this.attempts = attempts;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether links can be sent at all. */
    public boolean isOffered() {
        return mails.isOn();
    }

    /** What became of a new password. */
    public sealed interface Outcome {
        /** It counts from now on, and every session has ended. */
        record Changed() implements Outcome {}

        /** As {@link PasswordOutcome.Refused}, and {@code used_before}; the link works still. */
        record Refused(FieldFault fault) implements Outcome {}

        /** Unknown, used or too old. */
        record NoSuchLink() implements Outcome {}
    }

    /**
     * Has a link sent to {@code email}, if somebody has that address at {@code client}'s tenant; 0, or the seconds to wait because this network asked
     * too often for this address.
     */
    public int ask(Client client, String email, ClientAddress address) {
        Audience audience =
                client.signIn() == null ? Audience.SUBSCRIBER : client.signIn().audience();
        byte[] index = secrets.indexOfEmail(client.tenant(), audience, Emails.normalised(email));
        int wait = attempts.begin(Attempts.Pair.ofReset(index, address));
        if (wait == 0) {
            transactions.run(client.tenant(), () -> notices.askForReset(client, index));
        }
        return wait;
    }

    /** Whether a link works now. */
    public boolean isOpen(String token) {
        return find(token).isPresent();
    }

    /**
     * Sets the password of whoever holds the link.
     *
     * @throws io.flowlet.http.Refusal {@code overloaded}
     */
    public Outcome redeem(String token, String password, Trace trace) {
        Optional<FormerPasswords.Known> known = find(token)
                .flatMap(whose ->
                        transactions.in(whose.tenant(), () -> passwords.known(whose.tenant(), whose.account())));
        if (known.isEmpty()) {
            return new Outcome.NoSuchLink();
        }
        Optional<FieldFault> fault = passwords.fault(known.get(), password, "/password");
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        String hash = passwords.hash(password);
        Account account = known.get().account().account();
        return transactions.in(account.tenant(), () -> replace(token, account, hash, trace));
    }

    private Outcome replace(String token, Account owner, String hash, Trace trace) {
        Instant now = now();
        Optional<StoredAccount> was = accounts.lock(owner.tenant(), owner.id())
                .filter(account -> account.account().disabledAt() == null);
        if (was.isEmpty() || !rows.use(secrets.digestOfReset(token), now)) {
            return new Outcome.NoSuchLink();
        }
        passwords.replace(was.get(), hash, now);
        devices.removeAll(owner.tenant(), owner.id());
        rows.endAll(owner.tenant(), owner.id(), now);
        int ended = sessions.revokeAll(owner.tenant(), owner.id(), NONE, now);
        notices.tell(owner, Notice.PASSWORD_CHANGED);
        audit.record(AuditEvent.done(SessionStarts.callerOf(owner, trace), "password.reset", owner.name())
                .with("sessions_ended", (long) ended));
        return new Outcome.Changed();
    }

    private Optional<ResetRows.Whose> find(String token) {
        return transactions.control(() -> rows.find(secrets.digestOfReset(token), now()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
