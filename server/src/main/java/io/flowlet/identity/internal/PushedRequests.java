package io.flowlet.identity.internal;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Trace;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.identity.Client;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Authorization requests that the client hands in itself, so that the browser carries a reference only.
 *
 * <p>A reference is 256 random bits, bound to its client; it must be opened within {@link #LIFE}, then the person has {@link #SIGN_IN} to sign in,
 * and it gives one answer, a code or an error. It is judged when it is pushed and again when it is used, as the client is by then. What stands beside it in the query is
 * not looked at. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9126">RFC 9126</a>
 */
@Component
public final class PushedRequests {
    static final Duration LIFE = Duration.ofSeconds(60);
    static final Duration SIGN_IN = Duration.ofMinutes(10);

    private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
    private static final String REFERENCE = "request_uri";
    private static final String CLIENT_ID = "client_id";
    private static final int LONGEST = 16_000;
    /** Of the request to the endpoint, not of what is pushed. */
    private static final Set<String> CREDENTIALS =
            Set.of("client_secret", "client_assertion", "client_assertion_type", CLIENT_ID);

    private final AuthorizationRequests requests;
    private final DeviceAuthorizations devices;
    private final Transactions transactions;
    private final PushedRows rows;
    private final Secrets secrets;
    private final AuditLog audit;
    private final JsonMapper json;
    private final Uuid7 ids;
    private final Clock clock;

    PushedRequests(
            AuthorizationRequests requests,
            DeviceAuthorizations devices,
            Transactions transactions,
            PushedRows rows,
            Secrets secrets,
            AuditLog audit,
            JsonMapper json,
            Uuid7 ids,
            Clock clock) {
        this.requests = requests;
        this.devices = devices;
        this.transactions = transactions;
        this.rows = rows;
        this.secrets = secrets;
        this.audit = audit;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** What came of pushing. */
    sealed interface Pushed {
        record Kept(String requestUri) implements Pushed {}

        /** @param error of RFC 9126, 2.3 */
        record Refused(String error) implements Pushed {}
    }

    /**
     * Keeps a request of {@code client}, which has proved itself.
     *
     * @param method by which it did
     */
    Pushed push(Client client, String method, Map<String, String[]> form, Trace trace) {
        Map<String, String[]> sent = GivenParameters.of(form);
        Map<String, String> parameters = new HashMap<>();
        sent.forEach((name, values) -> {
            if (!CREDENTIALS.contains(name)) {
                parameters.put(name, values[0]);
            }
        });
        @Nullable String[] named = sent.get(CLIENT_ID);
        parameters.put(CLIENT_ID, client.clientId());
        KeyBinding shown = OAuthContext.current().binding();
        if (shown != null) {
            parameters.put(DpopProofs.CODE_KEY, shown.thumbprint());
        }
        Optional<String> error = client.signIn() == null
                ? Optional.of(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT)
                : named != null && !client.clientId().equals(named[0])
                        ? Optional.of(OAuth2ErrorCodes.INVALID_REQUEST)
                        : fault(parameters);
        return error.<Pushed>map(Pushed.Refused::new)
                .orElseGet(() -> new Pushed.Kept(keep(client, method, parameters, trace)));
    }

    private Optional<String> fault(Map<String, String> parameters) {
        if (parameters.containsKey(REFERENCE)
                || json.writeValueAsString(parameters).length() > LONGEST) {
            return Optional.of(OAuth2ErrorCodes.INVALID_REQUEST); // RFC 9126, 2.1: no reference to a reference
        }
        return switch (requests.read(each(parameters))) {
            case AuthorizationReading.Sound sound -> Optional.empty();
            case AuthorizationReading.Unanswerable(), AuthorizationReading.DeviceGone() ->
                Optional.of(OAuth2ErrorCodes.INVALID_REQUEST);
            case AuthorizationReading.Refused refused -> Optional.of(refused.error());
        };
    }

    private String keep(Client client, String method, Map<String, String> parameters, Trace trace) {
        String reference = PREFIX + secrets.newSecret();
        Instant now = now();
        transactions.run(client.tenant(), () -> {
            rows.insert(
                    ids.next(),
                    secrets.digestOfPushedRequest(reference),
                    client,
                    json.writeValueAsString(parameters),
                    new PushedRows.Life(now, now.plus(LIFE)));
            audit.record(AuditEvent.done(
                    new Caller(client.actor(Set.of(), method), trace), "authorization.push", client.clientId()));
        });
        return reference;
    }

    /** As {@link AuthorizationRequests#read}, for what came by the browser: itself, or a reference to what was pushed, or to what a device asks. */
    public AuthorizationReading read(Map<String, String[]> parameters) {
        if (DeviceAuthorizations.isOne(parameters)) {
            return devices.read(parameters);
        }
        Optional<Client> client = client(parameters);
        @Nullable String reference = reference(parameters);
        if (reference == null || client.isEmpty()) {
            return refusedUnlessFree(requests.read(parameters));
        }
        Instant now = now();
        Client asking = client.get();
        return transactions
                .in(
                        asking.tenant(),
                        () -> rows.begin(
                                secrets.digestOfPushedRequest(reference),
                                asking,
                                new PushedRows.Life(now, now.plus(SIGN_IN))))
                .map(text -> requests.read(each(json.readValue(text, new TypeReference<Map<String, String>>() {}))))
                .orElseGet(AuthorizationReading.Unanswerable::new);
    }

    /** Whether what is about to be answered may be: a request that was pushed is used up by it, any other always may. */
    public boolean use(Map<String, String[]> parameters) {
        @Nullable String reference = reference(parameters);
        return reference == null
                || client(parameters)
                        .filter(client -> transactions.in(
                                client.tenant(),
                                () -> rows.use(secrets.digestOfPushedRequest(reference), client, now())))
                        .isPresent();
    }

    /** A client that must push sends nothing by the browser, where the person could change it. */
    private static AuthorizationReading refusedUnlessFree(AuthorizationReading reading) {
        return reading instanceof AuthorizationReading.Sound(AuthorizationRequest asked)
                        && asked.client().security().parRequired()
                ? new AuthorizationReading.Refused(asked.redirectUri(), OAuth2ErrorCodes.INVALID_REQUEST, asked.reply())
                : reading;
    }

    private Optional<Client> client(Map<String, String[]> parameters) {
        return requests.client(single(parameters, CLIENT_ID));
    }

    /** Ours only: every other is an address that nobody fetches. */
    private static @Nullable String reference(Map<String, String[]> parameters) {
        @Nullable String reference = single(parameters, REFERENCE);
        return reference != null && reference.startsWith(PREFIX) ? reference : null;
    }

    private static @Nullable String single(Map<String, String[]> parameters, String name) {
        String @Nullable [] values = parameters.get(name);
        return values != null && values.length == 1 ? values[0] : null;
    }

    private static Map<String, String[]> each(Map<String, String> parameters) {
        Map<String, String[]> read = new HashMap<>();
        parameters.forEach((name, value) -> read.put(name, new String[] {value}));
        return read;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
