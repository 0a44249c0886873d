package io.flowlet.identity;

import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.internal.FederationSecrets;
import io.flowlet.identity.internal.FederationStep;
import io.flowlet.identity.internal.FederationStepRows;
import io.flowlet.identity.internal.PersonRows;
import io.flowlet.identity.internal.ProviderDocuments;
import io.flowlet.identity.internal.ProviderMetadata;
import io.flowlet.identity.internal.SessionRows;
import io.flowlet.identity.internal.SessionStarts;
import io.flowlet.identity.internal.StoredAccount;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Staff signing in by the tenant's identity provider: the way there, and the session at the end.
 *
 * <p>Between them the browser holds one secret and the server a row that works for {@code patience}, once; {@link FederationReturns} judges what the
 * browser brings back. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth">OpenID Connect Core, 3.1</a>
 */
@Component
public final class FederatedSignIns {
    /** How a person came, as the audit log calls it. */
    static final String METHOD = "openid_provider";

    private final Transactions transactions;
    private final StaffProviders providers;
    private final ProviderDocuments documents;
    private final FederationStepRows steps;
    private final FederationSecrets secrets;
    private final PersonRows accounts;
    private final SessionStarts starts;
    private final SessionRows sessions;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    FederatedSignIns(
            Transactions transactions,
            StaffProviders providers,
            ProviderDocuments documents,
            FederationStepRows steps,
            FederationSecrets secrets,
            PersonRows accounts,
            SessionStarts starts,
            SessionRows sessions,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.transactions = transactions;
        this.providers = providers;
        this.documents = documents;
        this.steps = steps;
        this.secrets = secrets;
        this.accounts = accounts;
        this.starts = starts;
        this.sessions = sessions;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What an app asks for.
     *
     * @param query of its request, whole
     * @param again whether the person signs in whatever session there is at the provider
     * @param maxAge how long ago at most the person signed in; null for any
     */
    public record Asked(
            String query, boolean again, @Nullable Duration maxAge) {
        @Override
        public String toString() {
            return "Asked[…]";
        }
    }

    /** The way to a provider. */
    public sealed interface Start {
        /** @param cookie for the browser alone */
        record Sent(URI location, String cookie) implements Start {
            @Override
            public String toString() {
                return "Sent[…]";
            }
        }

        /** The tenant has no provider, or the client is not for staff. */
        record NotOffered() implements Start {}

        /** The provider does not answer as it must. */
        record Away() implements Start {}
    }

    /** Begins at a client; may call the provider. */
    public Start start(Client client, Asked asked) {
        SignInRegistration persons = client.signIn();
        Optional<StaffProvider> provider = persons == null || persons.audience() != Audience.STAFF
                ? Optional.empty()
                : providers.active(client.tenant());
        if (provider.isEmpty()) {
            return new Start.NotOffered();
        }
        return switch (documents.metadata(provider.get().terms().issuer())) {
            case ProviderMetadata.Sound(ProviderMetadata metadata) -> sent(client, asked, provider.get(), metadata);
            case ProviderMetadata.Unsound unsound -> new Start.Away();
        };
    }

    private Start sent(Client client, Asked asked, StaffProvider provider, ProviderMetadata metadata) {
        Instant now = now();
        Duration age = ageOf(asked, provider.terms());
        FederationStep step = new FederationStep(
                ids.next(),
                client.tenant(),
                client.id(),
                provider.id(),
                now.minus(age),
                now.plus(settings.factors().patience()));
        String cookie = secrets.newCookie();
        transactions.run(client.tenant(), () -> steps.insert(step, secrets.digest(cookie), asked.query(), now));
        Map<String, String> request = request(client, cookie, provider.terms());
        request.put("max_age", Long.toString(age.toSeconds()));
        if (asked.again()) {
            request.put("prompt", "login");
        }
        return new Start.Sent(with(metadata.authorize(), request), cookie);
    }

    private Map<String, String> request(Client client, String cookie, FederationTerms terms) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("response_mode", "query");
        request.put("client_id", terms.clientId());
        request.put("redirect_uri", providers.redirectUri(client.tid()));
        request.put(
                "scope",
                switch (terms.personClaim()) {
                    case FederationTerms.EMAIL -> "openid email";
                    case "sub" -> "openid";
                    default -> "openid profile";
                });
        request.put("state", secrets.state(cookie));
        request.put("nonce", secrets.nonce(cookie));
        request.put("code_challenge", secrets.challenge(cookie));
        request.put("code_challenge_method", "S256");
        request.put("acr_values", String.join(" ", terms.acrValues()));
        return request;
    }

    /**
     * Begins the session of somebody for whom the provider vouched.
     *
     * @param query of the app's request, the same that began it
     * @return empty if there is no such sign-in in this browser, or it is over, or the account or provider is
     */
    public Optional<SessionStarts.Begun> finish(SignInBrowser browser, String cookie, String query) {
        Client client = browser.client();
        TenantId tenant = client.tenant();
        return transactions.in(
                tenant,
                () -> steps.admitted(secrets.digest(cookie), tenant, client.id(), now())
                        .filter(admitted -> admitted.query().equals(query) && isActive(tenant, admitted))
                        .flatMap(admitted -> accounts.lock(tenant, admitted.account())
                                .map(StoredAccount::account)
                                .filter(account -> account.disabledAt() == null)
                                .map(account -> begin(browser, account, admitted))));
    }

    private boolean isActive(TenantId tenant, FederationStepRows.Admitted admitted) {
        return providers
                .active(tenant)
                .filter(provider -> provider.id().equals(admitted.provider()))
                .isPresent();
    }

    private SessionStarts.Begun begin(SignInBrowser browser, Account account, FederationStepRows.Admitted admitted) {
        steps.remove(account.tenant(), admitted.id());
        FederationStepRows.Vouched vouched = admitted.vouched();
        // the tenant says that each acr it takes stands for two factors; that a key of ours was used nobody else can
        // say
        List<String> amr = Stream.concat(
                        vouched.amr().stream()
                                .filter(method -> !Proof.PASSKEY.amr().contains(method)),
                        Stream.of("mfa"))
                .distinct()
                .toList();
        Instant at = vouched.authenticatedAt().isBefore(now()) ? vouched.authenticatedAt() : now();
        SessionStarts.Begun begun = starts.begin(browser, account, new Proof(amr), new SessionStarts.Came(at, METHOD));
        sessions.noteProvider(begun.session(), admitted.provider(), vouched.acr());
        audit.record(AuditEvent.done(
                        SessionStarts.callerOf(account, METHOD, browser.trace()),
                        "session.federate",
                        begun.session().publicId())
                .with("provider", StaffProvider.nameOf(admitted.provider()))
                .with("acr", vouched.acr())
                .with("amr", String.join(" ", amr))
                .with("authenticated_at", at.toString()));
        return begun;
    }

    // the app cannot ask for less than the tenant does; and a session counts from there, so something of it has to be
    // left
    private Duration ageOf(Asked asked, FederationTerms terms) {
        Duration half = settings.signIn().sessionLife().dividedBy(2);
        Duration wanted = Optional.ofNullable(asked.maxAge()).orElse(half);
        return asked.again()
                ? Duration.ZERO
                : Stream.of(wanted, half, terms.maxAge())
                        .min(Duration::compareTo)
                        .orElseThrow();
    }

    private static URI with(URI address, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(address + (address.getRawQuery() == null ? "?" : "&") + query);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
