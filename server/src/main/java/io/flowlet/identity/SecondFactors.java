package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.Ceremonies;
import io.flowlet.identity.internal.FactorRows;
import io.flowlet.identity.internal.Notices;
import io.flowlet.identity.internal.PasskeyRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SponsorRows;
import io.flowlet.identity.internal.StepRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Who has a second factor and who must have one. Thread-safe. */
@Component
public final class SecondFactors {
    private static final UUID NONE = new UUID(0, 0);

    private final Transactions transactions;
    private final PersonRows accounts;
    private final FactorRows rows;
    private final PasskeyRows passkeys;
    private final Ceremonies ceremonies;
    private final StepRows steps;
    private final SponsorRows sponsors;
    private final SessionRows sessions;
    private final WalletHolders wallets;
    private final Secrets secrets;
    private final Notices notices;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Clock clock;

    SecondFactors(
            Transactions transactions,
            PersonRows accounts,
            FactorRows rows,
            PasskeyRows passkeys,
            Ceremonies ceremonies,
            StepRows steps,
            SponsorRows sponsors,
            SessionRows sessions,
            WalletHolders wallets,
            Secrets secrets,
            Notices notices,
            AuditLog audit,
            IdentitySettings settings,
            Clock clock) {
        this.transactions = transactions;
        this.accounts = accounts;
        this.rows = rows;
        this.passkeys = passkeys;
        this.ceremonies = ceremonies;
        this.steps = steps;
        this.sponsors = sponsors;
        this.sessions = sessions;
        this.wallets = wallets;
        this.secrets = secrets;
        this.notices = notices;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    /** What follows a right password. */
    enum Step {
        NONE,
        CODE,
        ENROL
    }

    /** In the open transaction of the account's tenant. */
    Step stepOf(Account account) {
        if (rows.hasAny(account.tenant(), account.id())) {
            return Step.CODE;
        }
        return isRequired(account) ? Step.ENROL : Step.NONE;
    }

    /** Whether the person must have one; joins the open transaction of the account's tenant. */
    boolean isRequired(Account account) {
        return switch (account.audience()) {
            case STAFF -> settings.factors().requiredOfStaff();
            case SUBSCRIBER ->
                settings.factors().requiredOfWalletHolders() && wallets.holdsWallet(account.tenant(), account.id());
        };
    }

    /** Begins to wait for the second factor; returns the secret of the browser that waits. */
    String await(Account account, boolean enrols) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String cookie = secrets.newSecret();
        Instant[] life = {now, now.plus(settings.factors().patience())};
        steps.insert(secrets.digestOfStep(cookie), account, enrols, life);
        return cookie;
    }

    /** How many a member of staff has; the server's own question, so it is not audited. */
    public int count(Account account) {
        return transactions.in(
                account.tenant(),
                () -> rows.list(account.tenant(), account.id()).size()
                        + passkeys.count(account.tenant(), account.id()));
    }

    /**
     * Takes away the second factors and recovery codes of a member of staff, ends its sessions, which every instance knows within a second, and lifts
     * a block of its codes; false if there is no such one that works.
     *
     * @param given who wanted this and who agreed
     */
    public boolean reset(Caller caller, UUID id, Sponsorship given) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<Account> found = accounts.lock(tenant, id)
                    .map(StoredAccount::account)
                    .filter(account -> account.audience() == Audience.STAFF && account.disabledAt() == null);
            found.ifPresent(account -> {
                Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
                int removed = rows.reset(tenant, id, now);
                sponsors.insert(account, given, now);
                notices.tell(account, Notice.FACTOR_REMOVED);
                int ended = sessions.revokeAll(tenant, id, NONE, now);
                audit.record(given.on(AuditEvent.done(caller, "staff.reset", account.name()))
                        .with("factors", (long) removed)
                        .with("sessions", (long) ended));
            });
            return found.isPresent();
        });
    }

    /** The caller's own; the read is audited. */
    public FactorList own(Caller caller) {
        TenantId tenant = caller.tenant();
        UUID id = caller.actor().principal();
        return transactions.in(tenant, () -> {
            Account account =
                    accounts.byId(tenant, id).map(StoredAccount::account).orElseThrow();
            audit.record(AuditEvent.read(caller, "factor.list", account.name()));
            return list(account);
        });
    }

    /** In the open transaction of the account's tenant. */
    FactorList list(Account account) {
        return new FactorList(
                rows.list(account.tenant(), account.id()),
                passkeys.list(account.tenant(), account.id()),
                ceremonies.arePossible(),
                rows.codesLeft(account.tenant(), account.id()),
                isRequired(account));
    }
}
