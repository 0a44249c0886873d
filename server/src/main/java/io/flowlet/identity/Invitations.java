package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.InvitationRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * How the first operator comes in: a link for 15 minutes that works once.
 *
 * <p>The link's token is stored as an HMAC; of two who redeem it at once one succeeds. Unknown, used and expired links are told apart
 * nowhere. Thread-safe.
 */
@Component
public final class Invitations {
    /** How long a link works. */
    public static final Duration LIFE = Duration.ofMinutes(15);

    /** Where links lead; the token follows. */
    public static final String PATH = "/invite/";

    private static final Actor INVITED = Actor.system(TenantId.PLATFORM, "invitation");

    private final Transactions transactions;
    private final InvitationRows rows;
    private final Secrets secrets;
    private final Clients clients;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Clock clock;

    Invitations(
            Transactions transactions,
            InvitationRows rows,
            Secrets secrets,
            Clients clients,
            AuditLog audit,
            IdentitySettings settings,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.secrets = secrets;
        this.clients = clients;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes a link.
     *
     * @param caller of the platform: an operator, or {@link Actor#system} for the command line
     */
    public Invitation create(Caller caller) {
        String token = secrets.newInvitation();
        Instant now = now();
        Instant expiresAt = now.plus(LIFE);
        transactions.run(TenantId.PLATFORM, () -> {
            rows.insert(secrets.digestOfInvitation(token), now, expiresAt);
            audit.record(AuditEvent.done(caller, "invitation.create", "invitation")
                    .with("expires_at", expiresAt.toString()));
        });
        return new Invitation(settings.link(PATH + token), expiresAt);
    }

    /** Whether {@link #redeem} would succeed now. */
    public boolean isOpen(String token) {
        return transactions.control(() -> rows.isOpen(secrets.digestOfInvitation(token), now()));
    }

    /** Uses the link up and makes an operator's client; empty if the link is unknown, used or expired. */
    public Optional<ClientCredentials> redeem(String token, Trace trace) {
        Caller invited = new Caller(INVITED, trace);
        return transactions.in(TenantId.PLATFORM, () -> {
            if (!rows.use(secrets.digestOfInvitation(token), now())) {
                return Optional.empty();
            }
            NewClient operator = new NewClient(
                    TenantId.PLATFORM, NewClient.PLATFORM_PUBLIC, "Platform operator", Scopes.platform(), List.of());
            ClientCredentials credentials = clients.create(operator, invited);
            audit.record(AuditEvent.done(
                    invited, "invitation.redeem", credentials.client().clientId()));
            return Optional.of(credentials);
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
