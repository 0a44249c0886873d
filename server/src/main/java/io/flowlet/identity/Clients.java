package io.flowlet.identity;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.identity.internal.ClientRows;
import io.flowlet.identity.internal.Secrets;
import io.flowlet.ids.Uuid7;
import io.flowlet.tenants.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * OAuth clients: made, listed and revoked, each act audited in its transaction, which joins the open one of the client's tenant.
 *
 * <p>A client never changes its tenant and a revoked one never comes back; its tokens stop working with it, everywhere within a second.
 * Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2">RFC 6749, 2</a>
 */
@Component
public final class Clients {
    private final Transactions transactions;
    private final ClientRows rows;
    private final Secrets secrets;
    private final AuditLog audit;
    private final Uuid7 ids;
    private final Clock clock;

    Clients(Transactions transactions, ClientRows rows, Secrets secrets, AuditLog audit, Uuid7 ids, Clock clock) {
        this.transactions = transactions;
        this.rows = rows;
        this.secrets = secrets;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Makes a client and tells its secret, once, if it proves itself by one.
     *
     * @throws IllegalArgumentException if {@code caller} acts in another tenant
     */
    public ClientCredentials create(NewClient request, Caller caller) {
        @Nullable String secret = newSecretOf(request.security());
        return new ClientCredentials(
                write(
                        ids.next(),
                        request,
                        secret,
                        new Maker(
                                caller,
                                new Sponsorship(
                                        Sponsorship.Act.CREATED, caller.actor().name(), Set.of()))),
                Optional.ofNullable(secret));
    }

    /**
     * Makes a client whose secret nobody knows, until {@link #newSecret} tells one.
     *
     * @param id unused so far
     * @param owed who wanted it and who agreed
     */
    public Client prepare(UUID id, NewClient request, Caller caller, Sponsorship owed) {
        return write(id, request, newSecretOf(request.security()), new Maker(caller, owed));
    }

    /**
     * Gives a client that works another secret and tells it, once; the old one works no more. One that has none still has none.
     *
     * @return empty if the caller's tenant has none of this id that works
     */
    public Optional<ClientCredentials> newSecret(Caller caller, String clientId) {
        return Client.idOf(clientId)
                .flatMap(id -> transactions.in(
                        caller.tenant(),
                        () -> rows.lock(caller.tenant(), id)
                                .filter(client -> client.revokedAt() == null)
                                .map(client -> {
                                    @Nullable String secret = newSecretOf(client.security());
                                    if (secret == null) {
                                        return new ClientCredentials(client, Optional.empty());
                                    }
                                    rows.replaceSecret(
                                            caller.tenant(), id, secrets.digestOfClientSecret(clientId, secret));
                                    audit.record(AuditEvent.done(caller, "oauth_client.new_secret", clientId));
                                    return new ClientCredentials(client, secret);
                                })));
    }

    /**
     * Lets a client that works prove itself by another key, certificate or name, by the method that it has; the old one works no more.
     *
     * @return the client as it is now; empty if the caller's tenant has none of this id that works
     * @throws UnsoundClient if {@code proof} is not what the client's method takes
     */
    public Optional<Client> replaceProof(Caller caller, String clientId, ClientProof proof) {
        return Client.idOf(clientId)
                .flatMap(id -> transactions.in(
                        caller.tenant(),
                        () -> rows.lock(caller.tenant(), id)
                                .filter(client -> client.revokedAt() == null)
                                .flatMap(client -> {
                                    rows.replaceProof(
                                            client,
                                            client.security().with(proof).proof());
                                    audit.record(AuditEvent.done(caller, "oauth_client.replace_keys", clientId)
                                            .with("method", proof.method().code()));
                                    return rows.byId(id);
                                })));
    }

    /**
     * Whether people of {@code audience} have a client by which they sign in; one for subscribers counts when it is revoked, too, so that whoever
     * ends it does not choose the next one alone. Until the open transaction ends nobody else of the tenant is told. Tells no secret, so it is
     * not audited.
     */
    public boolean anyToSignIn(TenantId tenant, Audience audience) {
        return transactions.in(tenant, () -> {
            rows.lockSignIn(tenant);
            return rows.anyToSignIn(tenant, audience);
        });
    }

    /** @param owed who wanted it and who agreed */
    private record Maker(Caller caller, Sponsorship owed) {}

    private @Nullable String newSecretOf(ClientSecurity security) {
        return security.proof().method().hasSecret() ? secrets.newClientSecret() : null;
    }

    private Client write(UUID id, NewClient request, @Nullable String secret, Maker maker) {
        Caller caller = maker.caller();
        if (!caller.tenant().equals(request.tenant())) {
            throw new IllegalArgumentException("a client is made from within its tenant");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Client client = new Client(
                id,
                request.tenant(),
                request.tenantPublic(),
                request.name(),
                request.scopes(),
                request.allowedNetworks(),
                now,
                null,
                request.signIn(),
                request.security());
        transactions.run(request.tenant(), () -> {
            rows.insert(
                    client,
                    secret == null ? null : secrets.digestOfClientSecret(client.clientId(), secret),
                    maker.owed().by());
            audit.record(maker.owed()
                    .on(AuditEvent.done(caller, "oauth_client.create", client.clientId()))
                    .with("scopes", spaced(client.scopes()))
                    .with("profile", client.security().profile().code())
                    .with("method", client.security().proof().method().code())
                    .with("allowed_networks", (long) client.allowedNetworks().size()));
        });
        return client;
    }

    /**
     * Ends a client of the caller's tenant; one that is revoked already stays as it is.
     *
     * @return the revoked client; empty if the tenant has none of this id
     */
    public Optional<Client> revoke(String clientId, Caller caller) {
        Optional<UUID> id = Client.idOf(clientId);
        return id.flatMap(known -> transactions.in(caller.tenant(), () -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            if (rows.revoke(caller.tenant(), known, now)) {
                audit.record(AuditEvent.done(caller, "oauth_client.revoke", clientId));
            }
            return rows.byId(known).filter(client -> client.tenant().equals(caller.tenant()));
        }));
    }

    /** As {@link #revoke}, unless nobody of the staff could sign in then: a client counts by which somebody did. */
    public ClientRevocation revokeUnlessLastForStaff(String clientId, Caller caller) {
        return transactions.in(caller.tenant(), () -> {
            rows.lockSignIn(caller.tenant());
            boolean last = Client.idOf(clientId)
                    .filter(id -> rows.isLastForStaff(caller.tenant(), id))
                    .isPresent();
            return last
                    ? new ClientRevocation.LastForStaff()
                    : revoke(clientId, caller)
                            .<ClientRevocation>map(ClientRevocation.Revoked::new)
                            .orElseGet(ClientRevocation.NoSuchClient::new);
        });
    }

    /** Ends every client of the caller's tenant that works. */
    public void revokeAll(Caller caller) {
        transactions.run(caller.tenant(), () -> rows.active(caller.tenant()).forEach(client -> revoke(client, caller)));
    }

    /**
     * Whether the tenant has a client that works, beside those by which its staff signs in, of which one always stays. Tells no secret, so it
     * is not audited.
     */
    public boolean anyBesideStaffs(TenantId tenant) {
        return transactions.in(tenant, () -> rows.anyBesideStaffs(tenant));
    }

    /**
     * Lets a client that works hold {@code more} as well; its next token can have them.
     *
     * @param approval public id of the request that was agreed to
     * @return the client as it is now; empty if the caller's tenant has none of this id that works
     */
    public Optional<Client> grant(Caller caller, String clientId, Set<Scope> more, String approval) {
        if (!Scopes.tenant().containsAll(more)) {
            throw new IllegalArgumentException("a client of a tenant cannot hold " + more);
        }
        return Client.idOf(clientId)
                .flatMap(id -> transactions.in(
                        caller.tenant(),
                        () -> rows.lock(caller.tenant(), id)
                                .filter(client -> client.revokedAt() == null)
                                .flatMap(client -> {
                                    Set<Scope> held = new TreeSet<>(Comparator.comparing(Scope::value));
                                    held.addAll(client.scopes());
                                    held.addAll(more);
                                    rows.replaceScopes(
                                            caller.tenant(),
                                            id,
                                            held,
                                            clock.instant().truncatedTo(ChronoUnit.MICROS));
                                    audit.record(AuditEvent.done(caller, "oauth_client.grant", clientId)
                                            .with("before", spaced(client.scopes()))
                                            .with("scopes", spaced(held))
                                            .with("approval", approval));
                                    return rows.byId(id);
                                })));
    }

    /** The caller's tenant's client of this name, if it has one; tells no secret, so it is not audited. */
    public Optional<Client> find(Caller caller, String clientId) {
        return Client.idOf(clientId)
                .flatMap(id -> transactions.in(caller.tenant(), () -> rows.byId(id)))
                .filter(client -> client.tenant().equals(caller.tenant()));
    }

    /** The clients of the caller's tenant, revoked ones too, newest first; the read is audited as one event with the count. */
    public Page<Client> list(Caller caller, Paging paging) {
        return transactions.in(caller.tenant(), () -> {
            List<Client> found = rows.list(caller.tenant(), paging.before(), paging.rows());
            Page<Client> page = Page.of(found, paging.limit(), last -> Paging.cursor(last.id()));
            audit.record(AuditEvent.read(caller, "oauth_client.list", "oauth_clients")
                    .with("count", (long) page.data().size()));
            return page;
        });
    }

    /** The working clients of a tenant that the credential of this name wanted; tells no secret, so it is not audited. */
    public List<String> madeBy(TenantId tenant, String maker) {
        return transactions.in(tenant, () -> rows.madeBy(tenant, maker));
    }

    /** The client behind {@code principal}, if it is one; tells no secret, so it is not audited. */
    public Optional<Client> find(UUID principal) {
        return transactions.control(() -> rows.byId(principal));
    }

    /** Whether the platform has a client that works: without one, somebody must be invited. */
    public boolean anyOperator() {
        return transactions.control(() -> rows.anyActive(TenantId.PLATFORM));
    }

    private static String spaced(Set<Scope> scopes) {
        return scopes.stream().map(Scope::value).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(" "));
    }
}
