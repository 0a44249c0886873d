package io.flowlet.identity;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Sponsorship.Act;
import io.flowlet.identity.internal.ClientRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.StaffInvitationRows;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
    private final ClientRows clients;
    private final Secrets secrets;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    StaffInvitations(
            Transactions transactions,
            StaffInvitationRows rows,
            Accounts accounts,
            ClientRows clients,
            Secrets secrets,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.clients = clients;
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
        StaffInvitation invitation = invitation(caller, ids.next(), new Invited(email, roles), self, null);
        write(caller, invitation, token);
        return new Sent(invitation, settings.link(PATH + token));
    }

    /**
     * An invitation that works with a code only, which is a secret and can be seen this once.
     *
     * @param code for whoever agreed, who tells it to the person and to nobody else
     */
    public record Prepared(StaffInvitation invitation, String code) {
        @Override
        public String toString() {
            return "Prepared[" + invitation + "]";
        }
    }

    /**
     * As {@link #create}, with a link that nobody knows, until {@link #link} tells one, and a code without which it opens nothing: whoever gets the
     * link cannot use it, and whoever is told the code has no link.
     *
     * @param id unused so far
     * @param owed who wanted this and who agreed
     */
    public Prepared prepare(Caller caller, UUID id, Invited invited, Sponsorship owed) {
        String code = secrets.newConfirmationCode();
        StaffInvitation invitation = invitation(caller, id, invited, owed, secrets.digestOfConfirmationCode(id, code));
        write(caller, invitation, secrets.newSecret());
        return new Prepared(invitation, code);
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

    private StaffInvitation invitation(
            Caller caller, UUID id, Invited invited, Sponsorship owed, byte @Nullable [] codeHmac) {
        if (caller.tenant().isPlatform()) {
            throw new IllegalArgumentException("staff belongs to a tenant");
        }
        return new StaffInvitation(
                id, caller.tenant(), invited.email(), invited.roles(), now().plus(LIFE), codeHmac, owed);
    }

    private void write(Caller caller, StaffInvitation invitation, String token) {
        transactions.run(caller.tenant(), () -> {
            rows.insert(invitation, secrets.digestOfInvitation(token), now());
            String names =
                    invitation.roles().stream().map(StaffRole::code).sorted().collect(Collectors.joining(" "));
            audit.record(invitation
                    .origin(AuditEvent.done(caller, "staff_invitation.create", invitation.publicId()))
                    .with("roles", names)
                    .with("expires_at", invitation.expiresAt().toString()));
        });
    }

    /**
     * Ends an open invitation of the caller's tenant; one that was ended stays as it is.
     *
     * @return when it ended; empty if the tenant has no such invitation, or it was used or is over
     */
    public Optional<Instant> revoke(Caller caller, String publicId) {
        return StaffInvitation.idOf(publicId)
                .flatMap(id -> transactions.in(caller.tenant(), () -> {
                    if (rows.revoke(caller.tenant(), id, now())) {
                        audit.record(AuditEvent.done(caller, "staff_invitation.revoke", publicId));
                    }
                    return rows.revokedAt(caller.tenant(), id);
                }));
    }

    /** The invitation behind a link that still works. */
    public Optional<StaffInvitation> find(String token) {
        byte[] digest = secrets.digestOfInvitation(token);
        return transactions
                .control(() -> rows.tenant(digest, now()))
                .flatMap(tenant -> transactions.in(tenant, () -> rows.lock(digest, now())));
    }

    /**
     * Makes the account, if the code is right and {@code password} is taken, and uses the link up; a refused password leaves it as it is.
     *
     * @param code as it was typed; whatever for a link that needs none
     */
    public StaffRedemption redeem(String token, String code, String password, Trace trace) {
        Optional<StaffInvitation> found = find(token);
        if (found.isEmpty()) {
            return new StaffRedemption.NoSuchLink();
        }
        StaffInvitation invitation = found.get();
        Caller invited = new Caller(Actor.system(invitation.tenant(), "staff invitation"), trace);
        // before the password is hashed, and counted even if that is refused
        Optional<StaffRedemption> wrong = codeFault(invited, token, code);
        return wrong.orElseGet(() -> switch (accounts.prepare(password, List.of(invitation.email()))) {
            case PasswordOutcome.Refused refused ->
                new StaffRedemption.Tried(new AccountOutcome.PasswordRefused(refused.faults()));
            case PasswordOutcome.Taken taken -> redeem(invited, token, taken.password());
        });
    }

    private Optional<StaffRedemption> codeFault(Caller invited, String token, String code) {
        byte[] digest = secrets.digestOfInvitation(token);
        return transactions.in(invited.tenant(), () -> {
            Optional<StaffInvitation> open = rows.lock(digest, now());
            if (open.isEmpty()) {
                return Optional.of(new StaffRedemption.NoSuchLink());
            }
            StaffInvitation invitation = open.get();
            byte[] told = secrets.digestOfConfirmationCode(invitation.id(), code);
            if (!invitation.isCodeNeeded() || MessageDigest.isEqual(invitation.codeHmac(), told)) {
                return Optional.empty();
            }
            int wrong = rows.wrongCode(digest);
            audit.record(AuditEvent.refused(invited, "staff_invitation.redeem", invitation.publicId(), "wrong_code")
                    .with("wrong_codes", (long) wrong));
            return Optional.of(new StaffRedemption.WrongCode());
        });
    }

    private StaffRedemption redeem(Caller invited, String token, PreparedPassword password) {
        byte[] digest = secrets.digestOfInvitation(token);
        return transactions.in(
                invited.tenant(),
                () -> rows.lock(digest, now())
                        .<StaffRedemption>map(invitation -> {
                            if (!isMakerThere(invitation)) {
                                audit.record(AuditEvent.refused(
                                        invited, "staff_invitation.redeem", invitation.publicId(), "maker_gone"));
                                return new StaffRedemption.NoSuchLink();
                            }
                            rows.use(digest, now());
                            return new StaffRedemption.Tried(accounts.createInvited(invited, invitation, password));
                        })
                        .orElseGet(StaffRedemption.NoSuchLink::new));
    }

    /** Whether whoever made it could make it today; whoever runs the installation always can. */
    private boolean isMakerThere(StaffInvitation invitation) {
        String maker = Optional.ofNullable(invitation.sponsorship())
                .map(Sponsorship::by)
                .orElse("");
        return Audience.STAFF
                .idOf(maker)
                .map(id -> accounts.standing(invitation.tenant(), id)
                        .filter(standing -> standing.roles().contains(StaffRole.ADMIN))
                        .isPresent())
                .or(() -> Client.idOf(maker)
                        .map(id -> clients.byId(id)
                                .filter(client -> client.revokedAt() == null)
                                .isPresent()))
                .orElse(true);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
