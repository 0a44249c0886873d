package io.flowlet.approvals;

import static io.flowlet.identity.StaffRole.ADMIN;
import static io.flowlet.identity.StaffRole.OFFICER;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.ProblemCode;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Network;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.identity.Sponsorship;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code client.sign_in}: a client by which staff or subscribers sign in. Whoever registers one chooses where people are sent back to, and could
 * collect the codes of checkers, or of whoever holds money, there; so an officer looks at the addresses first. The maker gets the secret.
 * Thread-safe.
 */
@Component
public final class ClientSignIn implements HandsOver {
    private static final String NAME = "client.sign_in";
    private static final String SCOPES = "scopes";
    private static final String NETWORKS = "allowed_networks";
    private static final String REDIRECTS = "redirect_uris";
    private static final String SIGN_IN_SCOPES = "sign_in_scopes";
    private static final String AUDIENCE = "sign_in_audience";
    private static final String SECURITY = "security";
    private static final String TENANT = "tenant";
    private static final ApprovalRule RULE = ApprovalRule.twoPeople(NAME, Set.of(ADMIN), Set.of(OFFICER));

    private final Clients clients;

    ClientSignIn(Clients clients) {
        this.clients = clients;
    }

    /** @param id of the client that there will be */
    static NewApproval asking(UUID id, NewClient client, String reason) {
        SignInRegistration signIn = Objects.requireNonNull(client.signIn());
        Map<String, @Nullable Object> after = Map.of(
                SECURITY,
                SecurityTerms.of(client.security()),
                "name",
                client.name(),
                SCOPES,
                names(client.scopes()),
                NETWORKS,
                client.allowedNetworks().stream().map(Network::toString).toList(),
                REDIRECTS,
                signIn.redirectUris().stream().map(RedirectUri::value).toList(),
                AUDIENCE,
                signIn.audience().code(),
                SIGN_IN_SCOPES,
                names(signIn.scopes()));
        Map<String, @Nullable Object> terms =
                Map.of(TENANT, client.tenantPublic().toString());
        return new NewApproval(NAME, Client.nameOf(id), new Change(Map.of(), after, terms), reason);
    }

    @Override
    public ApprovalRule rule() {
        return RULE;
    }

    @Override
    public Scope told() {
        return ANY_READER;
    }

    @Override
    public Applied apply(Caller checker, Approval approval) {
        UUID id = Client.idOf(approval.subject()).orElseThrow();
        NewClient asked = asked(checker, approval.change());
        if (!Collections.disjoint(asked.scopes(), Scopes.guarded())) {
            return new Applied.Refused(ProblemCode.SCOPE_MISSING);
        }
        return new Applied.Done(clients.prepare(id, asked, checker, approval.sponsorship(Sponsorship.Act.CREATED))
                .clientId());
    }

    @Override
    public Optional<Handed> handOver(Caller maker, Approval applied) {
        return clients.newSecret(maker, applied.subject())
                .flatMap(ClientCredentials::told)
                .map(secret -> new Handed(secret, null));
    }

    private static NewClient asked(Caller checker, Change change) {
        Map<String, @Nullable Object> after = change.after();
        Set<Scope> scopes = scopes(after.get(SCOPES));
        SignInRegistration signIn = new SignInRegistration(
                audience(after.get(AUDIENCE)),
                texts(after.get(REDIRECTS)).stream()
                        .map(text -> RedirectUri.parse(text).orElseThrow())
                        .toList(),
                scopes(after.get(SIGN_IN_SCOPES)));
        return new NewClient(
                checker.tenant(),
                UUID.fromString((String) Objects.requireNonNull(change.terms().get(TENANT))),
                (String) Objects.requireNonNull(after.get("name")),
                scopes,
                texts(after.get(NETWORKS)).stream()
                        .map(text -> Network.parse(text).orElseThrow())
                        .toList(),
                signIn,
                after.get(SECURITY) instanceof Map<?, ?> terms
                        ? SecurityTerms.read(terms)
                        : ClientSecurity.usual(scopes, signIn)); // asked for before clients had a profile
    }

    // what was asked for before there were requests about subscribers says nothing
    private static Audience audience(@Nullable Object code) {
        return code == null ? Audience.STAFF : Audience.of((String) code).orElseThrow();
    }

    private static Set<Scope> scopes(@Nullable Object names) {
        return texts(names).stream().map(Scope::new).collect(Collectors.toSet());
    }

    private static List<String> texts(@Nullable Object list) {
        return ((List<?>) Objects.requireNonNull(list))
                .stream().map(String.class::cast).toList();
    }

    private static List<String> names(Collection<Scope> scopes) {
        return scopes.stream().map(Scope::value).sorted().toList();
    }
}
