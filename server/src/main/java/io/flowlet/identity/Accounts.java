package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.identity.Sponsorship.Act;
import io.flowlet.identity.internal.Emails;
import io.flowlet.identity.internal.Passwords;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SponsorRows;
import io.flowlet.identity.internal.StaffInvitationRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
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
 * The accounts of subscribers and staff: made, listed, disabled, given new passwords, each act audited in its transaction, which joins the
 * open one of the account's tenant.
 *
 * <p>An address belongs to one account of a tenant and audience, a mailbox to one working account of its staff; the same address elsewhere is
 * somebody else. A password costs a quarter of a second of one core: {@link #prepare} it before a transaction is opened. Everything that hashes
 * is refused with {@code overloaded} when the queue is full. Thread-safe.
 */
@Component
public final class Accounts {
    private static final UUID NONE = new UUID(0, 0);

    private final Transactions transactions;
    private final PersonRows rows;
    private final SponsorRows sponsors;
    private final StaffInvitationRows invitations;
    private final SessionRows sessions;
    private final BreakGlasses breakGlasses;
    private final Passwords passwords;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    Accounts(
            Transactions transactions,
            PersonRows rows,
            SponsorRows sponsors,
            StaffInvitationRows invitations,
            SessionRows sessions,
            BreakGlasses breakGlasses,
            Passwords passwords,
            Secrets secrets,
            AuditLog audit,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.sponsors = sponsors;
        this.invitations = invitations;
        this.sessions = sessions;
        this.breakGlasses = breakGlasses;
        this.passwords = passwords;
        this.secrets = secrets;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Judges a password that a person chose, and hashes it when it is taken. Call it outside of any transaction: it waits for a processor.
     *
     * @param own what others know of the person: e-mail address, names
     */
    public PasswordOutcome prepare(String password, List<String> own) {
        Optional<FieldFault> fault = passwords.fault(password, own, "/password");
        return fault.isPresent()
                ? new PasswordOutcome.Refused(List.of(fault.get()))
                : new PasswordOutcome.Taken(new PreparedPassword(passwords.hash(password)));
    }

    /**
     * Takes a password over as another system kept it, below a hash of ours; no rule is asked, since nobody here knows the password. The first
     * sign-in with it puts a proper hash in its place. Call it outside of any transaction, as {@link #prepare}.
     */
    public PreparedPassword wrap(LegacyHash legacy) {
        return new PreparedPassword(passwords.wrap(legacy), true);
    }

    /** As addresses are compared: two that are one here belong to one account. */
    public static String normalised(String email) {
        return Emails.normalised(email);
    }

    /** Whether the account that a subscriber of {@code tenant} has under this address came by an import; empty if nobody has one. */
    public Optional<Boolean> isSubscriberImported(TenantId tenant, String email) {
        byte[] index = secrets.indexOfEmail(tenant, Audience.SUBSCRIBER, Emails.normalised(email));
        return transactions.in(tenant, () -> rows.isImported(tenant, Audience.SUBSCRIBER, index));
    }

    /**
     * Makes a subscriber's account.
     *
     * @param caller of {@code tenant}
     * @param subscriber the subscriber's own id, and the account's
     */
    public AccountOutcome createSubscriber(
            Caller caller, TenantId tenant, UUID subscriber, String email, PreparedPassword password) {
        Account account = account(tenant, subscriber, Audience.SUBSCRIBER, email, Set.of());
        return create(caller, account, password, Origin.NONE);
    }

    /** As {@link #createSubscriber(Caller, TenantId, UUID, String, PreparedPassword)}, judging and hashing the password on the way. */
    public AccountOutcome createSubscriber(
            Caller caller, TenantId tenant, UUID subscriber, String email, String password) {
        return switch (prepare(password, List.of(email))) {
            case PasswordOutcome.Refused(List<FieldFault> faults) -> new AccountOutcome.PasswordRefused(faults);
            case PasswordOutcome.Taken(PreparedPassword prepared) ->
                createSubscriber(caller, tenant, subscriber, email, prepared);
        };
    }

    /**
     * Makes an account of staff, with an id of its own.
     *
     * @param caller of {@code tenant}
     * @param roles at least one, and only such as one person may hold: {@link RoleTable}
     */
    public AccountOutcome createStaff(
            Caller caller, TenantId tenant, String email, Set<StaffRole> roles, PreparedPassword password) {
        Account account = account(tenant, ids.next(), Audience.STAFF, email, roles);
        Sponsorship self = new Sponsorship(Act.CREATED, caller.actor().name(), Set.of());
        return createStaff(caller, account, password, new Origin(self, null));
    }

    /** As {@link #createStaff(Caller, TenantId, String, Set, PreparedPassword)}, owed to whoever invited the person. */
    AccountOutcome createInvited(Caller caller, StaffInvitation invitation, PreparedPassword password) {
        Account account =
                account(invitation.tenant(), ids.next(), Audience.STAFF, invitation.email(), invitation.roles());
        return createStaff(caller, account, password, new Origin(invitation.sponsorship(), invitation));
    }

    /** How an account came: to whom it is owed, and by which invitation. */
    private record Origin(
            @Nullable Sponsorship owed, @Nullable StaffInvitation invitation) {
        static final Origin NONE = new Origin(null, null);
    }

    private AccountOutcome createStaff(Caller caller, Account account, PreparedPassword password, Origin origin) {
        RoleTable.require(account.roles());
        return create(caller, account, password, origin);
    }

    /** As {@link #createStaff(Caller, TenantId, String, Set, PreparedPassword)}, judging and hashing the password on the way. */
    public AccountOutcome createStaff(
            Caller caller, TenantId tenant, String email, Set<StaffRole> roles, String password) {
        return switch (prepare(password, List.of(email))) {
            case PasswordOutcome.Refused(List<FieldFault> faults) -> new AccountOutcome.PasswordRefused(faults);
            case PasswordOutcome.Taken(PreparedPassword prepared) ->
                createStaff(caller, tenant, email, roles, prepared);
        };
    }

    /**
     * Whether nobody can be invited to an address: an account of the tenant's staff has it, or one that works has the same mailbox. The server's own
     * question, so it is not audited.
     */
    public boolean isStaffAddressTaken(TenantId tenant, String email) {
        byte[] index = secrets.indexOfEmail(tenant, Audience.STAFF, Emails.normalised(email));
        byte[] mailbox = secrets.indexOfMailbox(tenant, Emails.mailbox(email));
        return transactions.in(
                tenant,
                () -> rows.byEmail(tenant, Audience.STAFF, index).isPresent() || rows.isMailboxTaken(tenant, mailbox));
    }

    /** The account, if the caller's tenant has it; the read is audited. */
    public Optional<Account> find(Caller caller, UUID id) {
        return transactions.in(caller.tenant(), () -> {
            Optional<Account> found = rows.byId(caller.tenant(), id).map(StoredAccount::account);
            found.ifPresent(account -> audit.record(AuditEvent.read(caller, "account.read", account.name())));
            return found;
        });
    }

    /** The caller's tenant's staff, newest first; the read is audited as one event with the count. */
    public Page<Account> staff(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<Account> found = rows.list(caller.tenant(), Audience.STAFF, paging.before(), paging.rows());
            Page<Account> page = Page.of(found, paging.limit(), last -> Paging.cursor(last.id()));
            audit.record(AuditEvent.read(caller, "staff.list", "staff")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    /** To whom these credentials of the tenant are owed; the server's own question, so it is not audited. */
    public SponsorChains sponsors(TenantId tenant, Set<String> names) {
        return transactions.in(tenant, () -> sponsors.chains(tenant, names));
    }

    /** What a working member of the tenant's staff is; the server's own question, so it is not audited. */
    public Optional<StaffStanding> standing(TenantId tenant, UUID id) {
        return transactions
                .in(tenant, () -> rows.standing(tenant, id))
                .filter(standing -> standing.disabledAt() == null);
    }

    /**
     * Gives a member of staff other roles and ends the sessions in which it had the old ones, which every instance knows within a second; with the
     * role of an administrator go the open invitations that it made.
     *
     * @param roles at least one
     * @param given who wanted this and who agreed
     */
    public RoleChange changeRoles(Caller caller, UUID id, Set<StaffRole> roles, Sponsorship given) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("staff has at least one role");
        }
        Optional<RoleTable.Pair> conflict = RoleTable.conflict(roles);
        if (conflict.isPresent()) {
            return new RoleChange.Forbidden(conflict.get());
        }
        return transactions.in(caller.tenant(), () -> {
            Optional<Account> found = rows.lock(caller.tenant(), id)
                    .map(StoredAccount::account)
                    .filter(account -> account.audience() == Audience.STAFF && account.disabledAt() == null);
            if (found.isEmpty()) {
                return new RoleChange.NoSuchStaff();
            }
            Instant now = now();
            Account changed = found.get().with(roles);
            rows.changeRoles(changed, now);
            sponsors.insert(changed, given, now);
            breakGlasses.endOf(caller, id);
            int ended = sessions.revokeAll(caller.tenant(), id, NONE, now);
            int invited =
                    roles.contains(StaffRole.ADMIN) ? 0 : invitations.revokeAllOf(caller.tenant(), changed.name(), now);
            AuditEvent made = AuditEvent.done(caller, "staff.roles", changed.name());
            audit.record((given.approval() == null ? made : made.with("approval", given.approval()))
                    .with("before", spaced(found.get().roles()))
                    .with("roles", spaced(roles))
                    .with("given_by", given.by())
                    .with("invitations", (long) invited)
                    .with("sessions", (long) ended));
            return new RoleChange.Changed(changed);
        });
    }

    /**
     * Disables an account and ends its sessions, which every instance knows within a second, and the open invitations that it made; false if it was
     * or there is none.
     */
    public boolean disable(Caller caller, UUID id) {
        return transactions.in(caller.tenant(), () -> {
            Instant now = now();
            Optional<StoredAccount> found = rows.lock(caller.tenant(), id);
            if (found.isEmpty() || !rows.disable(caller.tenant(), id, now)) {
                return false;
            }
            breakGlasses.endOf(caller, id);
            int ended = sessions.revokeAll(caller.tenant(), id, NONE, now);
            String name = found.get().account().name();
            int invited = invitations.revokeAllOf(caller.tenant(), name, now);
            audit.record(AuditEvent.done(caller, "account.disable", name)
                    .with("invitations", (long) invited)
                    .with("sessions", (long) ended));
            return true;
        });
    }

    private AccountOutcome create(Caller caller, Account account, PreparedPassword password, Origin origin) {
        if (!caller.tenant().equals(account.tenant()) || account.tenant().isPlatform()) {
            throw new IllegalArgumentException("an account is made from within its tenant");
        }
        byte[] index = secrets.indexOfEmail(account.tenant(), account.audience(), Emails.normalised(account.email()));
        byte @Nullable [] mailbox = account.audience() == Audience.STAFF
                ? secrets.indexOfMailbox(account.tenant(), Emails.mailbox(account.email()))
                : null;
        return transactions.in(account.tenant(), () -> {
            // two at once may both pass: they are one person to whoever asks SponsorChains
            boolean taken = mailbox != null && rows.isMailboxTaken(account.tenant(), mailbox);
            if (taken
                    || !rows.insert(
                            account, new PersonRows.Indexes(index, mailbox), password.hash(), password.isImported())) {
                return new AccountOutcome.EmailTaken();
            }
            Optional.ofNullable(origin.owed())
                    .ifPresent(sponsorship -> sponsors.insert(account, sponsorship, account.createdAt()));
            AuditEvent done = AuditEvent.done(caller, "account.create", account.name());
            AuditEvent made = password.isImported() ? done.with("password", "imported") : done;
            AuditEvent named = account.roles().isEmpty() ? made : made.with("roles", spaced(account.roles()));
            audit.record(Optional.ofNullable(origin.invitation())
                    .map(invitation -> invitation.origin(named).with("invitation", invitation.publicId()))
                    .orElse(named));
            return new AccountOutcome.Created(account);
        });
    }

    private Account account(TenantId tenant, UUID id, Audience audience, String email, Set<StaffRole> roles) {
        return new Account(id, tenant, audience, email, roles, now(), null);
    }

    private static String spaced(Set<StaffRole> roles) {
        return roles.stream().map(StaffRole::code).sorted().collect(Collectors.joining(" "));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
