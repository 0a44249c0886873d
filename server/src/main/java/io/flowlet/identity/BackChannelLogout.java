package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.ClientRows;
import io.flowlet.identity.internal.IdTokens;
import io.flowlet.identity.internal.LogoutNotices;
import io.flowlet.identity.internal.LogoutNotices.LogoutNotice;
import io.flowlet.ids.PublicId;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * Tells clients that a session ended in which a person signed in to them.
 *
 * <p>That there is somebody to tell is written with the end of the session, whichever way it ends: no end is lost. A client that does not answer is
 * told again after half a minute, two minutes, eight and so on, {@value #MOST_ATTEMPTS} times in all, in some two days; one that answers 400 does not
 * want it again. Told or given up, it is an audit event. It may be told twice. Safe to run on any number of instances at once.
 *
 * @see <a href="https://openid.net/specs/openid-connect-backchannel-1_0.html">OpenID Connect Back-Channel Logout 1.0</a>
 */
@Component
public final class BackChannelLogout {
    static final int MOST_ATTEMPTS = 8;

    private static final int AT_ONCE = 20;
    private static final String ACTION = "logout.notify";

    private final Transactions transactions;
    private final LogoutNotices notices;
    private final ClientRows clients;
    private final IdTokens idTokens;
    private final LogoutDelivery delivery;
    private final AuditLog audit;
    private final MeterRegistry meters;
    private final Uuid7 ids;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    BackChannelLogout(
            Transactions transactions,
            LogoutNotices notices,
            ClientRows clients,
            IdTokens idTokens,
            LogoutDelivery delivery,
            AuditLog audit,
            MeterRegistry meters,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.notices = notices;
        this.clients = clients;
        this.idTokens = idTokens;
        this.delivery = delivery;
        this.audit = audit;
        this.meters = meters;
        this.ids = ids;
        this.clock = clock;
    }

    /** Sends what is due, at most {@value #AT_ONCE} at the same time; says how many were tried: none while an earlier run goes on. */
    public int runOnce() {
        if (!running.compareAndSet(false, true)) {
            return 0;
        }
        try {
            return sendDue();
        } finally {
            running.set(false);
        }
    }

    private int sendDue() {
        List<LogoutNotice> due = transactions.control(() -> notices.take(clock.instant(), AT_ONCE));
        if (due.isEmpty()) {
            return 0;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(due.stream().map(this::sending).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return due.size();
    }

    private Callable<Boolean> sending(LogoutNotice notice) {
        return () -> {
            send(notice);
            return true;
        };
    }

    private void send(LogoutNotice notice) {
        Optional<Client> client =
                transactions.control(() -> clients.byId(notice.client())).filter(known -> known.revokedAt() == null);
        Optional<URI> address = client.flatMap(
                        known -> Optional.ofNullable(known.security().logout().backchannelUri()))
                .map(URI::create);
        if (client.isEmpty() || address.isEmpty()) {
            transactions.control(() -> {
                notices.done(notice.id());
                return true;
            });
            return;
        }
        String session = PublicId.format(Session.PREFIX, notice.session());
        LogoutDelivery.Delivered delivered =
                delivery.deliver(address.get(), idTokens.makeLogout(client.get(), notice.subject(), session));
        meters.counter("flowlet.logout.notices", "outcome", delivered.code()).increment();
        switch (delivered) {
            case TAKEN ->
                end(
                        notice,
                        client.get(),
                        AuditEvent.done(caller(notice), ACTION, client.get().clientId()));
            case REFUSED -> giveUp(notice, client.get(), delivered);
            case UNHEARD -> {
                if (notice.attempts() >= MOST_ATTEMPTS) {
                    giveUp(notice, client.get(), delivered);
                }
            }
        }
    }

    private void giveUp(LogoutNotice notice, Client client, LogoutDelivery.Delivered delivered) {
        end(notice, client, AuditEvent.refused(caller(notice), ACTION, client.clientId(), delivered.code()));
    }

    private void end(LogoutNotice notice, Client client, AuditEvent event) {
        transactions.run(client.tenant(), () -> {
            notices.done(notice.id());
            audit.record(event.with("session", PublicId.format(Session.PREFIX, notice.session()))
                    .with("attempts", (long) notice.attempts()));
        });
    }

    private Caller caller(LogoutNotice notice) {
        UUID run = ids.next();
        return new Caller(
                Actor.system(notice.tenant(), "back-channel-logout"),
                new Trace(run.toString().replace("-", ""), PublicId.format("req", run)));
    }
}
