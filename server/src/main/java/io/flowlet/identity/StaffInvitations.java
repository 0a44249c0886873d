package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Sponsorship.Act;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.StaffInvitationRows;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * How staff comes in: a link for 24 hours on which the person chooses a password, once.
 *
 * <p>The link's token is stored as an HMAC, the address as ciphertext; of two who use a link at once one succeeds. Unknown, used and expired
 * links are told apart nowhere. Thread-safe.
 */
@Component
public final class StaffInvitations {
    /** How long a link works. */
    public static final Duration LIFE = Duration.ofHours(24);

    /** Where links lead; the token follows. */
    public static final String PATH = "/invite/staff/";

    private final Transactions transactions;
    private final StaffInvitationRows rows;
    private final Accounts accounts;
    private final Secrets secrets;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    StaffInvitations(
            Transactions transactions,
            StaffInvitationRows rows,
            Accounts accounts,
            Secrets secrets,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.secrets = secrets;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** An invitation and its link, which is a secret and can be seen this once. */
    public record Sent(StaffInvitation invitation, URI link) {
        @Override
        public String toString() {
            return "Sent[" + invitation + "]";
        }
    }

    /** Whom, and as what: at least one role, and only such as one person may hold ({@link RoleTable}). */
    public record Invited(String email, Set<StaffRole> roles) {
        public Invited {
            roles = Set.copyOf(roles);
            RoleTable.require(roles);
        }

        @Override
        public String toString() {
            return "Invited" + roles;
        }
    }

    /** Invites somebody to the caller's tenant; joins its open transaction. */
    public Sent create(Caller caller, String email, Set<StaffRole> roles) {
        String token = secrets.newSecret();
        Sponsorship self = new Sponsorship(Act.CREATED, caller.actor().name(), Set.of());
        StaffInvitation invitation = invitation(caller, ids.next(), new Invited(email, roles), self);
        write(caller, invitation, token);
        return new Sent(invitation, settings.link(PATH + token));
    }

    /**
     * As {@link #create}, with a link that nobody knows, until {@link #link} tells one.
     *
     * @param id unused so far
     * @param owed who wanted this and who agreed
     */
    public StaffInvitation prepare(Caller caller, UUID id, Invited invited, Sponsorship owed) {
        StaffInvitation invitation = invitation(caller, id, invited, owed);
        write(caller, invitation, secrets.newSecret());
        return invitation;
    }

    /** Gives an open invitation of the caller's tenant another link, which alone works from now on; empty if there is none. */
    public Optional<Sent> link(Caller caller, UUID id) {
        String token = secrets.newSecret();
        return transactions.in(
                caller.tenant(),
                () -> rows.replaceDigest(caller.tenant(), id, secrets.digestOfInvitation(token), now())
                        .map(invitation -> {
                            audit.record(AuditEvent.done(caller, "staff_invitation.link", invitation.publicId()));
                            return new Sent(invitation, settings.link(PATH + token));
                        }));
    }

    private StaffInvitation invitation(Caller caller, UUID id, Invited invited, Sponsorship owed) {
        if (caller.tenant().isPlatform()) {
            throw new IllegalArgumentException("staff belongs to a tenant");
        }
        return new StaffInvitation(id, caller.tenant(), invited.email(), invited.roles(), now().plus(LIFE), owed);
    }

    private void write(Caller caller, StaffInvitation invitation, String token) {
        transactions.run(caller.tenant(), () -> {
            rows.insert(invitation, secrets.digestOfInvitation(token), now());
            String names =
                    invitation.roles().stream().map(StaffRole::code).sorted().collect(Collectors.joining(" "));
            audit.record(AuditEvent.done(caller, "staff_invitation.create", invitation.publicId())
                    .with("roles", names)
                    .with("expires_at", invitation.expiresAt().toString()));
        });
    }

    /** The invitation behind a link that still works. */
    public Optional<StaffInvitation> find(String token) {
        byte[] digest = secrets.digestOfInvitation(token);
        return transactions
                .control(() -> rows.tenant(digest, now()))
                .flatMap(tenant -> transactions.in(tenant, () -> rows.lock(digest, now())));
    }

    /**
     * Makes the account, if {@code password} is taken, and uses the link up; a refused password leaves it as it is.
     *
     * @return empty if the link does not work
     */
    public Optional<AccountOutcome> redeem(String token, String password, Trace trace) {
        return find(token).flatMap(invitation -> switch (accounts.prepare(password, List.of(invitation.email()))) {
            case PasswordOutcome.Refused refused -> Optional.of(new AccountOutcome.PasswordRefused(refused.faults()));
            case PasswordOutcome.Taken taken -> redeem(token, taken.password(), invitation, trace);
        });
    }

    private Optional<AccountOutcome> redeem(
            String token, PreparedPassword password, StaffInvitation seen, Trace trace) {
        byte[] digest = secrets.digestOfInvitation(token);
        Caller invited = new Caller(Actor.system(seen.tenant(), "staff invitation"), trace);
        return transactions.in(
                seen.tenant(),
                () -> rows.lock(digest, now()).map(invitation -> {
                    rows.use(digest, now());
                    return accounts.createInvited(invited, invitation, password);
                }));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
