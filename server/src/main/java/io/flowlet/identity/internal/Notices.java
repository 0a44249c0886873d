package io.flowlet.identity.internal;

import io.flowlet.identity.Account;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.Notice;
import io.flowlet.ids.Uuid7;
import io.flowlet.mail.Mails;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Notes in the open transaction what a person is told by mail once it is committed; where no mail leaves, nothing. Thread-safe. */
@Component
public final class Notices {
    private final MailRows rows;
    private final Mails mails;
    private final Uuid7 ids;
    private final Clock clock;

    Notices(MailRows rows, Mails mails, Uuid7 ids, Clock clock) {
        this.rows = rows;
        this.mails = mails;
        this.ids = ids;
        this.clock = clock;
    }

    public void tell(Account account, Notice notice) {
        if (mails.isOn()) {
            rows.insert(new MailRows.Due(
                    ids.next(), account.tenant(), account.audience(), notice, account.id(), null, null, 0, now()));
        }
    }

    /** Asks for a link by which whoever has the address at {@code client}'s tenant, if anybody does, chooses a password. */
    public void askForReset(Client client, byte[] emailIndex) {
        Audience audience = Objects.requireNonNull(client.signIn()).audience();
        rows.insert(new MailRows.Due(
                ids.next(),
                client.tenant(),
                audience,
                Notice.PASSWORD_RESET,
                null,
                emailIndex,
                client.clientId(),
                0,
                now()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
