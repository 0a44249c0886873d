package io.flowlet.identity;

import io.flowlet.identity.internal.MailRows;
import io.flowlet.identity.internal.MailTexts;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.ResetRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.mail.Mail;
import io.flowlet.mail.MailNotSent;
import io.flowlet.mail.Mails;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends what persons are to be told. A mail that no server took is tried again after 1, 2, 4 … 64 minutes, eight times in all; a mail may arrive twice,
 * when the server took it and its answer was lost. Safe on any number of instances at once.
 */
@Component
public final class OutgoingMail {
    /** How long a link works. */
    static final Duration LINK_LIFE = Duration.ofMinutes(15);

    /** Further links that are asked for within an hour are not sent: nobody's mailbox is flooded by somebody else. */
    static final int LINKS_AN_HOUR = 3;

    private static final int MOST_TRIES = 8;
    private static final int CHUNK = 20;
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingMail.class);

    private final Transactions transactions;
    private final MailRows rows;
    private final PersonRows accounts;
    private final ResetRows resets;
    private final MailTexts texts;
    private final Secrets secrets;
    private final Mails mails;
    private final IdentitySettings settings;
    private final MeterRegistry meters;
    private final Clock clock;
    private final ReentrantLock running = new ReentrantLock();

    OutgoingMail(
            Transactions transactions,
            MailRows rows,
            PersonRows accounts,
            ResetRows resets,
            MailTexts texts,
            Secrets secrets,
            Mails mails,
            IdentitySettings settings,
            MeterRegistry meters,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.resets = resets;
        this.texts = texts;
        this.secrets = secrets;
        this.mails = mails;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /** Sends what is due, unless this instance does so already; says how many mails a server took. */
    public int runOnce() {
        if (!mails.isOn() || !running.tryLock()) {
            return 0;
        }
        try {
            return sendAll();
        } finally {
            running.unlock();
        }
    }

    private int sendAll() {
        int sent = 0;
        List<MailRows.Due> due;
        do {
            due = transactions.control(() -> rows.claim(now(), CHUNK));
            for (MailRows.Due mail : due) {
                sent += isSent(mail) ? 1 : 0;
            }
        } while (due.size() == CHUNK);
        return sent;
    }

    private boolean isSent(MailRows.Due due) {
        Optional<Mail> mail = transactions.in(due.tenant(), () -> written(due));
        boolean sent = mail.isPresent() && isTaken(due, mail.get());
        if (sent || mail.isEmpty() || due.tries() >= MOST_TRIES) {
            transactions.control(() -> {
                rows.remove(due.id());
                return due.id();
            });
        }
        return sent;
    }

    private boolean isTaken(MailRows.Due due, Mail mail) {
        try {
            mails.send(mail);
            counted(due, "sent");
            return true;
        } catch (MailNotSent e) {
            LOG.warn("mail {} was not taken at try {}: {}", due.id(), due.tries(), e.getMessage());
            counted(due, due.tries() >= MOST_TRIES ? "given_up" : "not_taken");
            return false;
        }
    }

    private void counted(MailRows.Due due, String outcome) {
        meters.counter("flowlet.mail.sent", "notice", due.notice().code(), "outcome", outcome)
                .increment();
    }

    /** Empty if there is nobody to tell. */
    private Optional<Mail> written(MailRows.Due due) {
        Optional<Account> account = (due.account() == null
                        ? accounts.byEmail(due.tenant(), due.audience(), Objects.requireNonNull(due.emailIndex()))
                        : accounts.byId(due.tenant(), due.account()))
                .map(StoredAccount::account)
                .filter(known -> known.disabledAt() == null);
        return due.notice() == Notice.PASSWORD_RESET
                ? account.flatMap(
                        known -> link(known).map(link -> texts.mail(known.email(), due.notice(), due.madeAt(), link)))
                : account.map(known -> texts.mail(known.email(), due.notice(), due.madeAt(), ""));
    }

    private Optional<String> link(Account account) {
        Instant now = now();
        if (resets.madeSince(account, now.minus(Duration.ofHours(1))) >= LINKS_AN_HOUR) {
            return Optional.empty();
        }
        // one of before may be in a mail that never arrived; whoever asked has the newest
        resets.endAll(account.tenant(), account.id(), now);
        String secret = secrets.newSecret();
        Instant[] life = {now, now.plus(LINK_LIFE)};
        resets.insert(secrets.digestOfReset(secret), account, life);
        return Optional.of(settings.link(PasswordResets.PATH + secret).toString());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
