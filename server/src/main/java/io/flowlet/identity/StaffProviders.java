package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.FieldFault;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.ProviderDocuments;
import io.flowlet.identity.internal.ProviderMetadata;
import io.flowlet.identity.internal.StaffProviderRows;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The identity provider through which a tenant's staff comes in: one at most, which two people agreed to.
 *
 * <p>Its secret is vault ciphertext and shown to nobody. What was agreed to never changes; another one takes its place. Thread-safe.
 */
@Component
public final class StaffProviders {
    /** Where a provider sends browsers back to; the tenant's public id follows. */
    public static final String RETURN = "/signin/provider/return/";

    /** A proposal that nobody agreed to by then is forgotten, and its secret with it. */
    private static final Duration PROPOSAL_LIFE = Duration.ofDays(91);

    private static final int LONGEST_SECRET = 512;

    private final Transactions transactions;
    private final StaffProviderRows rows;
    private final PersonRows accounts;
    private final ProviderDocuments documents;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    StaffProviders(
            Transactions transactions,
            StaffProviderRows rows,
            PersonRows accounts,
            ProviderDocuments documents,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.documents = documents;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** The one that works now; the server's own question, so it is not audited. */
    public Optional<StaffProvider> active(TenantId tenant) {
        return transactions.in(tenant, () -> rows.active(tenant));
    }

    /** The one that works now at the caller's tenant; the read is audited. */
    public Optional<StaffProvider> find(Caller caller) {
        return transactions.in(caller.tenant(), () -> {
            Optional<StaffProvider> found = rows.active(caller.tenant());
            found.ifPresent(provider -> audit.record(AuditEvent.read(caller, "staff_provider.read", provider.name())));
            return found;
        });
    }

    /** Whether people of {@code client} may come in by a provider. */
    public boolean isOffered(Client client) {
        SignInRegistration persons = client.signIn();
        return persons != null
                && persons.audience() == Audience.STAFF
                && active(client.tenant()).isPresent();
    }

    /** Whether the owner of {@code account} may sign in here, with a password or a passkey; joins the open transaction of the account's tenant. */
    public boolean letsSignInHere(Account account) {
        return account.audience() != Audience.STAFF
                || rows.active(account.tenant())
                        .map(provider -> provider.terms().letsSignInHere(account))
                        .orElse(true);
    }

    /** Where the provider of a tenant with this public id has to send browsers back to. */
    public String redirectUri(String publicTenant) {
        return settings.link(RETURN + publicTenant).toString();
    }

    /**
     * What is wrong with {@code terms} and {@code secret}, each with its JSON Pointer, but for what only the provider knows.
     *
     * @param secret null for none
     */
    public List<FieldFault> faults(Caller caller, FederationTerms terms, @Nullable String secret) {
        List<FieldFault> faults = new ArrayList<>(terms.faults());
        if (terms.issuer().equals(settings.issuer()) || terms.clientId().equals(settings.issuer())) {
            // what this server signs for itself must never be what it signs for others
            faults.add(new FieldFault("/issuer", "own_issuer", "A provider is another server than this one."));
        }
        boolean needed = terms.authentication() == ClientMethod.CLIENT_SECRET_POST;
        if (needed != (secret != null) || (secret != null && (secret.isBlank() || secret.length() > LONGEST_SECRET))) {
            faults.add(new FieldFault(
                    "/client_secret", "out_of_range", "1 to 512 characters with client_secret_post, otherwise none."));
        }
        if (!transactions.in(caller.tenant(), () -> isStaff(caller.tenant(), terms))) {
            faults.add(new FieldFault("/local_staff", "unknown_staff", "Members of staff who can sign in."));
        }
        return faults;
    }

    /** Asks the provider what it publishes, now; not inside a transaction. */
    public ProviderCheck check(String issuer) {
        return switch (documents.fetched(issuer)) {
            case ProviderMetadata.Sound(ProviderMetadata found) ->
                new ProviderCheck.Sound(
                        found.authorize().toString(),
                        found.token().toString(),
                        found.keys().toString());
            case ProviderMetadata.Unsound(String reason) -> new ProviderCheck.Unsound(reason);
        };
    }

    /** As {@link #check(String)}, of the provider that works now at the caller's tenant; empty if there is none. Audited. */
    public Optional<ProviderCheck> check(Caller caller) {
        return active(caller.tenant()).map(provider -> {
            ProviderCheck check = check(provider.terms().issuer());
            transactions.run(
                    caller.tenant(),
                    () -> audit.record(AuditEvent.done(caller, "staff_provider.check", provider.name())
                            .with("sound", check instanceof ProviderCheck.Sound)));
            return check;
        });
    }

    /**
     * Keeps what is proposed until others agreed; joins the open transaction of the caller's tenant.
     *
     * @param terms without {@link #faults}
     * @param secret null for none
     */
    public StaffProvider propose(Caller caller, FederationTerms terms, @Nullable String secret) {
        Instant now = now();
        StaffProvider proposed = new StaffProvider(
                ids.next(), caller.tenant(), terms, now, caller.actor().name(), null);
        transactions.run(caller.tenant(), () -> {
            rows.forgetProposed(caller.tenant(), now.minus(PROPOSAL_LIFE));
            rows.insert(proposed, secret);
            audit.record(described(AuditEvent.done(caller, "staff_provider.propose", proposed.name()), terms));
        });
        return proposed;
    }

    /**
     * Lets staff come in by what was proposed, in the place of any other; joins the open transaction of the caller's tenant.
     *
     * @param agreed who wanted this and who agreed
     * @return false if it is no open proposal, or those who may come in without it are gone
     */
    public boolean activate(Caller caller, UUID id, Sponsorship agreed) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            Optional<StaffProvider> proposed =
                    rows.proposed(tenant, id).filter(provider -> isStaff(tenant, provider.terms()));
            proposed.ifPresent(provider -> {
                Instant now = now();
                Optional<UUID> before = rows.end(tenant, now);
                rows.activate(provider, now);
                AuditEvent made = agreed.on(AuditEvent.done(caller, "staff_provider.activate", provider.name()));
                audit.record(described(
                        before.map(ended -> made.with("replaced", StaffProvider.nameOf(ended)))
                                .orElse(made),
                        provider.terms()));
            });
            return proposed.isPresent();
        });
    }

    /**
     * Ends the provider: staff signs in here only, from now on. Sessions that it began go on. Joins the open transaction of the caller's tenant.
     *
     * @return false if another one works by now, or none
     */
    public boolean remove(Caller caller, UUID id, Sponsorship agreed) {
        TenantId tenant = caller.tenant();
        return transactions.in(tenant, () -> {
            boolean there = rows.active(tenant)
                    .filter(provider -> provider.id().equals(id))
                    .isPresent();
            if (there) {
                rows.end(tenant, now());
                audit.record(agreed.on(AuditEvent.done(caller, "staff_provider.remove", StaffProvider.nameOf(id))));
            }
            return there;
        });
    }

    private boolean isStaff(TenantId tenant, FederationTerms terms) {
        return terms.localStaff().stream()
                .allMatch(id -> accounts.standing(tenant, id)
                        .filter(standing -> standing.disabledAt() == null)
                        .isPresent());
    }

    private static AuditEvent described(AuditEvent event, FederationTerms terms) {
        return event.with("issuer", terms.issuer())
                .with("client_id", terms.clientId())
                .with("authentication", terms.authentication().code())
                .with("acr_values", String.join(" ", terms.acrValues()))
                .with("person_claim", terms.personClaim())
                .with("email_domains", String.join(" ", terms.emailDomains()))
                .with("max_age_seconds", terms.maxAge().toSeconds())
                .with("local_passwords", terms.localPasswords());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
