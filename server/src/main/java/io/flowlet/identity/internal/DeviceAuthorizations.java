package io.flowlet.identity.internal;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Account;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.Session;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Devices that ask a person in front of a browser elsewhere.
 *
 * <p>A request works for {@link #LIFE} and is answered once. Its user code is eight of twenty consonants, 34.5 random bits, and is looked at where
 * attempts are counted only ({@link UserCodeAttempts}): who typed a right one gets a secret of 256 bits, without which the code opens no other
 * page. Codes and secret stand as HMACs. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628">RFC 8628</a>
 */
@Component
public final class DeviceAuthorizations {
    /** Where a person types the code. */
    public static final String PATH = "/device";

    public static final String USER_CODE = "user_code";
    public static final String PAGE = "device";

    static final Duration LIFE = Duration.ofMinutes(10);
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final AskedSignIn WITH_CONSENT = new AskedSignIn(false, false, true, null, "");
    /** Of 25,600,000,000 user codes; the chance that a second is taken, too, is one in a million million with 25,000 that wait. */
    private static final int TRIES = 3;

    private final AuthorizationRequests requests;
    private final Transactions transactions;
    private final DeviceAuthorizationRows rows;
    private final PersonRows accounts;
    private final OpenIdGrants openIdGrants;
    private final Secrets secrets;
    private final AuditLog audit;
    private final IdentitySettings settings;
    private final Uuid7 ids;
    private final Clock clock;

    DeviceAuthorizations(
            AuthorizationRequests requests,
            Transactions transactions,
            DeviceAuthorizationRows rows,
            PersonRows accounts,
            OpenIdGrants openIdGrants,
            Secrets secrets,
            AuditLog audit,
            IdentitySettings settings,
            Uuid7 ids,
            Clock clock) {
        this.requests = requests;
        this.transactions = transactions;
        this.rows = rows;
        this.accounts = accounts;
        this.openIdGrants = openIdGrants;
        this.secrets = secrets;
        this.audit = audit;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** What the device is told. */
    record Codes(String device, String user) {
        @Override
        public String toString() {
            return "Codes[…]";
        }
    }

    /** Keeps what {@code client}, which has proved itself by {@code method}, asks for. */
    Codes begin(Client client, String method, AskedScopes scopes) {
        OAuthContext context = OAuthContext.current();
        KeyBinding key = context.binding();
        var asked =
                new DeviceAuthorizationRows.Asked(ids.next(), client, scopes, key == null ? null : key.thumbprint());
        return transactions.in(client.tenant(), () -> {
            Codes codes = keep(asked);
            audit.record(AuditEvent.done(
                            new Caller(client.actor(Set.of(), method), context.trace()),
                            "device.authorize",
                            client.clientId())
                    .with("grant", asked.id().toString())
                    .with("scopes", names(scopes.resources())));
            return codes;
        });
    }

    private Codes keep(DeviceAuthorizationRows.Asked asked) {
        Instant now = now();
        for (int i = 0; i < TRIES; i++) {
            Codes codes = new Codes(secrets.newSecret(), secrets.newUserCode());
            var digests = new DeviceAuthorizationRows.Codes(
                    secrets.digestOfDeviceCode(codes.device()), secrets.digestOfUserCode(codes.user()));
            if (rows.insert(asked, digests, INTERVAL, new Instant[] {now, now.plus(LIFE)})) {
                return codes;
            }
        }
        throw new IllegalStateException("no user code is free");
    }

    /**
     * The query with which whoever typed {@code userCode} goes on; empty if no device waits under it.
     *
     * <p>Attempts must have been counted before.
     */
    public Optional<String> open(String userCode) {
        String page = secrets.newSecret();
        boolean waits = transactions.control(
                () -> rows.open(secrets.digestOfUserCode(userCode), secrets.digestOfDevicePage(page), now()));
        return waits
                ? Optional.of(USER_CODE + "=" + Secrets.shownUserCode(userCode) + "&" + PAGE + "=" + page)
                : Optional.empty();
    }

    /** Whether a query is one of {@link #open}. */
    static boolean isOne(Map<String, String[]> parameters) {
        return parameters.containsKey(PAGE);
    }

    /** The request that such a query stands for, judged as its client is by now. */
    AuthorizationReading read(Map<String, String[]> parameters) {
        @Nullable String page = single(parameters, PAGE);
        @Nullable String userCode = single(parameters, USER_CODE);
        if (page == null || userCode == null) {
            return new AuthorizationReading.DeviceGone();
        }
        return transactions
                .control(() -> rows.shown(secrets.digestOfDevicePage(page), secrets.digestOfUserCode(userCode), now()))
                .flatMap(shown -> requests.client(Client.nameOf(shown.client()))
                        .filter(client -> client.security().grants(ClientGrant.DEVICE_CODE))
                        .map(client -> request(client, shown, Secrets.shownUserCode(userCode))))
                .<AuthorizationReading>map(AuthorizationReading.Sound::new)
                .orElseGet(AuthorizationReading.DeviceGone::new);
    }

    private AuthorizationRequest request(Client client, DeviceAuthorizationRows.Shown shown, String userCode) {
        return new AuthorizationRequest(
                client,
                new RedirectUri(settings.link(PATH).toString()),
                shown.scopes(),
                new AuthorizationRequest.Reply(ResponseMode.QUERY, null),
                null,
                WITH_CONSENT,
                shown.ofPersons().isEmpty()
                        ? null
                        : new OpenIdRequest(shown.ofPersons(), null, RequestedClaims.NONE, null),
                shown.dpopJkt(),
                new WaitingDevice(shown.id(), userCode));
    }

    /** The person behind {@code session} says yes: the device gets tokens when it asks next. False if it waits no more, or the account is disabled. */
    public boolean allow(AuthorizationRequest asked, WaitingDevice device, Session session, Trace trace) {
        TenantId tenant = tenantOf(asked, session);
        return transactions.in(tenant, () -> {
            Optional<Account> account = accounts.byId(tenant, session.account())
                    .map(StoredAccount::account)
                    .filter(known -> known.disabledAt() == null);
            Instant now = now();
            if (account.isEmpty() || !rows.allow(device.id(), session, now)) {
                return false;
            }
            PersonGrant grant = grant(device, session);
            if (asked.openId() != null) {
                openIdGrants.insert(asked.client(), grant, asked.openId(), now);
            }
            record(asked, grant, new Said("device.allow", session, trace));
            return true;
        });
    }

    /** The person behind {@code session} says no. False if the device waits no more. */
    public boolean deny(AuthorizationRequest asked, WaitingDevice device, Session session, Trace trace) {
        return transactions.in(tenantOf(asked, session), () -> {
            if (!rows.deny(device.id(), session, now())) {
                return false;
            }
            record(asked, grant(device, session), new Said("device.deny", session, trace));
            return true;
        });
    }

    private record Said(String action, Session session, Trace trace) {}

    private void record(AuthorizationRequest asked, PersonGrant grant, Said said) {
        Client client = asked.client();
        Actor person = new Actor(
                client.tenant(), grant.account(), grant.audience().kind(), grant.name(), asked.scopes(), "password");
        audit.record(AuditEvent.done(new Caller(person, said.trace()), said.action(), client.clientId())
                .with("grant", grant.id().toString())
                .with("session", said.session().publicId())
                .with("scopes", names(asked.scopes())));
    }

    private static PersonGrant grant(WaitingDevice device, Session session) {
        return new PersonGrant(device.id(), session.id(), session.account(), session.audience(), session.createdAt());
    }

    private static TenantId tenantOf(AuthorizationRequest asked, Session session) {
        TenantId tenant = asked.client().tenant();
        if (!session.tenant().equals(tenant)
                || session.audience() != asked.registration().audience()) {
            throw new IllegalArgumentException("a session is worth nothing at another tenant or audience");
        }
        return tenant;
    }

    private static String names(Set<Scope> scopes) {
        return String.join(" ", new TreeSet<>(scopes.stream().map(Scope::value).toList()));
    }

    private static @Nullable String single(Map<String, String[]> parameters, String name) {
        String @Nullable [] values = parameters.get(name);
        return values != null && values.length == 1 ? values[0] : null;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
