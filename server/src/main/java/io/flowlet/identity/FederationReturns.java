package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.FederationReturn.Why;
import io.flowlet.identity.internal.ClientRows;
import io.flowlet.identity.internal.Emails;
import io.flowlet.identity.internal.FederationSecrets;
import io.flowlet.identity.internal.FederationStep;
import io.flowlet.identity.internal.FederationStepRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.ProviderCodes;
import io.flowlet.identity.internal.ProviderDocuments;
import io.flowlet.identity.internal.ProviderMetadata;
import io.flowlet.identity.internal.ProviderVerdict;
import io.flowlet.identity.internal.RefusalAudit;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StaffLinkRows;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.identity.internal.VouchedPerson;
import io.flowlet.tenants.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Browsers that come back from an identity provider.
 *
 * <p>Judged in this order: the browser and its {@code state}, the tenant's provider, {@code iss}, {@code error}, the code, the ID token, the account. Whoever is let in for
 * the first time is linked to the account by {@code iss} and {@code sub}; from then on the address counts no more, and nobody else gets the account
 * by it. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9207">RFC 9207</a>
 */
@Component
public final class FederationReturns {
    private final Transactions transactions;
    private final StaffProviders providers;
    private final ProviderDocuments documents;
    private final ProviderCodes codes;
    private final FederationStepRows steps;
    private final FederationSecrets federation;
    private final ClientRows clients;
    private final PersonRows accounts;
    private final StaffLinkRows links;
    private final Secrets secrets;
    private final AuditLog audit;
    private final RefusalAudit refusals;
    private final MeterRegistry meters;
    private final Clock clock;

    FederationReturns(
            Transactions transactions,
            StaffProviders providers,
            ProviderDocuments documents,
            ProviderCodes codes,
            FederationStepRows steps,
            FederationSecrets federation,
            ClientRows clients,
            PersonRows accounts,
            StaffLinkRows links,
            Secrets secrets,
            AuditLog audit,
            RefusalAudit refusals,
            MeterRegistry meters,
            Clock clock) {
        this.transactions = transactions;
        this.providers = providers;
        this.documents = documents;
        this.codes = codes;
        this.steps = steps;
        this.federation = federation;
        this.clients = clients;
        this.accounts = accounts;
        this.links = links;
        this.secrets = secrets;
        this.audit = audit;
        this.refusals = refusals;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * What a browser brings back, empty where it brings nothing.
     *
     * @param tenant {@code ten_…} of the address that it came back to
     */
    public record Brought(String tenant, String state, String code, String iss, String error) {
        @Override
        public String toString() {
            return "Brought[…]";
        }
    }

    /** The browser. */
    public record From(String cookie, ClientAddress address, Trace trace) {
        @Override
        public String toString() {
            return "From[…]";
        }
    }

    /** Judges it, and calls the provider on the way; not inside a transaction. */
    public FederationReturn judge(From from, Brought brought) {
        if (!federation.isState(from.cookie(), brought.state())) {
            return counted(new FederationReturn.Gone(), "gone");
        }
        Optional<Way> way = transactions
                .control(() -> steps.comeBack(federation.digest(from.cookie()), now()))
                .flatMap(step -> way(step, brought));
        if (way.isEmpty()) {
            return counted(new FederationReturn.Gone(), "gone");
        }
        String query = transactions.in(
                way.get().client().tenant(), () -> steps.queryOf(way.get().step()));
        return switch (judge(from, brought, way.get())) {
            case Judged.Let() -> counted(new FederationReturn.Admitted(query), "admitted");
            case Judged.Not(Why why, String reason, Optional<String> account) -> {
                if (isSuspect(why)) {
                    SecurityLog.write(
                            SecurityLog.Event.SIGN_IN_FAILED,
                            from.address(),
                            way.get().client().tid(),
                            from.trace());
                }
                refusals.recordSignIn(way.get().client(), account, "provider_" + reason, from.trace());
                yield counted(
                        new FederationReturn.Refused(why, query), why.name().toLowerCase(Locale.ROOT));
            }
        };
    }

    /** From where somebody was sent, and whither. */
    private record Way(FederationStep step, Client client, StaffProvider provider) {}

    private sealed interface Judged {
        record Let() implements Judged {}

        /** @param account as far as one is known */
        record Not(Why why, String reason, Optional<String> account) implements Judged {
            Not(Why why, String reason) {
                this(why, reason, Optional.empty());
            }
        }
    }

    private Optional<Way> way(FederationStep step, Brought brought) {
        Optional<Client> client = transactions
                .control(() -> clients.byId(step.client()))
                .filter(found -> found.revokedAt() == null && found.tid().equals(brought.tenant()));
        Optional<StaffProvider> provider =
                providers.active(step.tenant()).filter(active -> active.id().equals(step.provider()));
        return client.flatMap(found -> provider.map(active -> new Way(step, found, active)));
    }

    private Judged judge(From from, Brought brought, Way way) {
        return switch (documents.metadata(way.provider().terms().issuer())) {
            case ProviderMetadata.Sound(ProviderMetadata metadata) -> judge(from, brought, way, metadata);
            case ProviderMetadata.Unsound(String reason) -> new Judged.Not(Why.AWAY, reason);
        };
    }

    private Judged judge(From from, Brought brought, Way way, ProviderMetadata metadata) {
        boolean said = !brought.iss().isEmpty();
        if (said ? !brought.iss().equals(metadata.issuer()) : metadata.issInAnswers()) {
            return new Judged.Not(Why.DISBELIEVED, "iss_wrong");
        }
        if (!brought.error().isEmpty()) {
            return new Judged.Not(Why.CANCELLED, "provider_refused");
        }
        if (brought.code().isEmpty()) {
            return new Judged.Not(Why.DISBELIEVED, "code_missing");
        }
        var returned = new ProviderCodes.Returned(
                brought.code(),
                URI.create(providers.redirectUri(way.client().tid())),
                federation.verifier(from.cookie()),
                federation.nonce(from.cookie()),
                way.step().authenticatedAfter());
        return switch (codes.judge(returned, way.provider(), metadata)) {
            case ProviderVerdict.Vouched(VouchedPerson person) ->
                transactions.in(way.step().tenant(), () -> admit(from, way, person));
            case ProviderVerdict.Away() -> new Judged.Not(Why.AWAY, "no_answer");
            case ProviderVerdict.Disbelieved(String reason) -> new Judged.Not(Why.DISBELIEVED, reason);
            case ProviderVerdict.TooWeak(String reason) -> new Judged.Not(Why.TOO_WEAK, reason);
        };
    }

    private Judged admit(From from, Way way, VouchedPerson person) {
        TenantId tenant = way.step().tenant();
        byte[] subject = federation.subject(way.provider(), person.subject());
        Optional<UUID> linked = links.find(tenant, subject);
        Optional<Account> found = linked.or(() -> byAddress(way, person))
                .flatMap(id -> accounts.lock(tenant, id))
                .map(StoredAccount::account);
        if (found.isEmpty()) {
            return new Judged.Not(Why.NOT_ADMITTED, "account_unknown");
        }
        Account account = found.get();
        Optional<String> name = Optional.of(account.name());
        if (account.disabledAt() != null || account.audience() != Audience.STAFF) {
            return new Judged.Not(Why.NOT_ADMITTED, "account_disabled", name);
        }
        if (!way.provider().terms().covers(account.email())) {
            return new Judged.Not(Why.NOT_ADMITTED, "domain_not_covered", name);
        }
        if (linked.isEmpty() && !link(from, way, account, subject)) {
            return new Judged.Not(Why.NOT_ADMITTED, "linked_to_somebody_else", name);
        }
        links.used(linkOf(way, account), now());
        steps.vouch(
                way.step(),
                account.id(),
                new FederationStepRows.Vouched(person.acr(), person.amr(), person.authenticatedAt()));
        return new Judged.Let();
    }

    private Optional<UUID> byAddress(Way way, VouchedPerson person) {
        TenantId tenant = way.step().tenant();
        return person.verifiedEmail()
                .map(email -> secrets.indexOfEmail(tenant, Audience.STAFF, Emails.normalised(email)))
                .flatMap(index -> accounts.byEmail(tenant, Audience.STAFF, index))
                .map(stored -> stored.account().id());
    }

    private boolean link(From from, Way way, Account account, byte[] subject) {
        boolean linked = links.insert(linkOf(way, account), subject, now());
        if (linked) {
            audit.record(AuditEvent.done(
                            SessionStarts.callerOf(account, FederatedSignIns.METHOD, from.trace()),
                            "staff_link.create",
                            account.name())
                    .with("provider", way.provider().name()));
        }
        return linked;
    }

    private static StaffLinkRows.Of linkOf(Way way, Account account) {
        return new StaffLinkRows.Of(
                account.tenant(), account.id(), way.provider().terms().issuer());
    }

    // an office in which everybody waits for the provider is not to be blocked for that
    private static boolean isSuspect(Why why) {
        return switch (why) {
            case DISBELIEVED, NOT_ADMITTED -> true;
            case CANCELLED, AWAY, TOO_WEAK -> false;
        };
    }

    private FederationReturn counted(FederationReturn outcome, String name) {
        meters.counter("flowlet.federation.returns", "outcome", name).increment();
        return outcome;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
