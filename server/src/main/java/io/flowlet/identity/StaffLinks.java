package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.FederationSecrets;
import io.flowlet.identity.internal.FederationStepRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SponsorRows;
import io.flowlet.identity.internal.StaffLinkRows;
import io.flowlet.identity.internal.StaffProviderRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who of the staff is whom at the tenant's identity provider, where people say so instead of an address. Thread-safe.
 *
 * <p>Whoever is linked anew is reset: the sessions end, and the person decides on nothing for a day.
 */
@Component
public final class StaffLinks {
    private static final UUID NONE = new UUID(0, 0);

    private final Transactions transactions;
    private final StaffProviderRows providers;
    private final StaffLinkRows links;
    private final FederationStepRows steps;
    private final PersonRows accounts;
    private final SponsorRows sponsors;
    private final SessionRows sessions;
    private final FederationSecrets secrets;
    private final AuditLog audit;
    private final Clock clock;

    StaffLinks(
            Transactions transactions,
            StaffProviderRows providers,
            StaffLinkRows links,
            FederationStepRows steps,
            PersonRows accounts,
            SponsorRows sponsors,
            SessionRows sessions,
            FederationSecrets secrets,
            AuditLog audit,
            Clock clock) {
        this.transactions = transactions;
        this.providers = providers;
        this.links = links;
        this.steps = steps;
        this.accounts = accounts;
        this.sponsors = sponsors;
        this.sessions = sessions;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of it. */
    public enum Outcome {
        CHANGED,
        /** There is no such member of staff, or no provider of this issuer any more. */
        GONE,
        /** Another account has this person. */
        TAKEN
    }

    /**
     * Who is whom.
     *
     * @param issuer of the provider that works now
     * @param subject the value of its claim for persons; null: nobody, until the person comes in by a verified address
     */
    public record Link(
            UUID account, String issuer, @Nullable String subject) {
        @Override
        public String toString() {
            return "Link[" + account + "]";
        }
    }

    /**
     * Links an account to a person at the provider, and to nobody else any more; joins the open transaction of the caller's tenant.
     *
     * @param agreed who wanted this and who agreed
     */
    public Outcome change(Caller caller, Link link, Sponsorship agreed) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<StaffProvider> provider = providers
                    .active(tenant)
                    .filter(active -> active.terms().issuer().equals(link.issuer()));
            Optional<Account> account = accounts.lock(tenant, link.account())
                    .map(StoredAccount::account)
                    .filter(found -> found.audience() == Audience.STAFF && found.disabledAt() == null);
            if (provider.isEmpty() || account.isEmpty()) {
                return Outcome.GONE;
            }
            Optional<byte[]> subject =
                    Optional.ofNullable(link.subject()).map(name -> secrets.subject(provider.get(), name));
            if (subject.flatMap(digest -> links.find(tenant, digest))
                    .filter(owner -> !owner.equals(link.account()))
                    .isPresent()) {
                return Outcome.TAKEN;
            }
            replace(new StaffLinkRows.Of(tenant, link.account(), link.issuer()), subject);
            reset(caller, account.get(), agreed, subject.isPresent());
            return Outcome.CHANGED;
        });
    }

    private void replace(StaffLinkRows.Of link, Optional<byte[]> subject) {
        links.remove(link);
        subject.ifPresent(digest -> links.insert(link, digest, now()));
        steps.removeAll(link.tenant(), link.account());
    }

    // whoever may be this person now is somebody whom these people chose
    private void reset(Caller caller, Account account, Sponsorship agreed, boolean linked) {
        Instant now = now();
        accounts.noteReset(account.tenant(), account.id(), now);
        sponsors.insert(account, agreed, now);
        int ended = sessions.revokeAll(account.tenant(), account.id(), NONE, now);
        audit.record(agreed.on(AuditEvent.done(caller, "staff_link.change", account.name()))
                .with("linked", linked)
                .with("sessions", (long) ended));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
