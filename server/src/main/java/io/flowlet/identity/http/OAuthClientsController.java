package io.flowlet.identity.http;

import io.flowlet.actor.ActorKind;
import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.Audience;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.ClientRevocation;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Network;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.SecondPerson;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.identity.TenantModes;
import io.flowlet.identity.UnsoundClient;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/oauth_clients}: the clients of the caller's own tenant. */
@RestController
@RequestMapping("/v1/oauth_clients")
final class OAuthClientsController {
    private final Clients clients;
    private final Idempotency idempotency;
    private final Answers answers;
    private final TenantModes modes;
    private final SecondPerson second;

    OAuthClientsController(
            Clients clients, Idempotency idempotency, Answers answers, TenantModes modes, SecondPerson second) {
        this.second = second;
        this.modes = modes;
        this.clients = clients;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Creation(
            @NotBlank @Size(max = 100) String name,
            @NotNull @Size(max = 50) List<@NotNull String> scopes,

            @Size(max = 100) @Nullable List<@NotNull String> allowedNetworks,
            @Valid @Nullable SignInCreation signIn,
            @Valid @Nullable SecurityCreation security,

            @Nullable @Size(min = 1, max = 2_000) String reason) {
        @Override
        public String toString() {
            return "Creation[" + name + "]";
        }
    }

    record SignInCreation(
            @NotNull String audience,

            @NotEmpty @Size(max = SignInRegistration.MOST_REDIRECTS)
            List<@NotNull String> redirectUris,

            @NotEmpty @Size(max = 50) List<@NotNull String> scopes) {}

    @PostMapping
    @RequiresScope(value = "clients:write", staff = "clients:write")
    ResponseEntity<String> create(Caller caller, HttpServletRequest request, @Valid @RequestBody Creation body) {
        List<String> sentNetworks = Optional.ofNullable(body.allowedNetworks()).orElse(List.of());
        if (body.scopes().isEmpty() && body.signIn() == null) {
            throw Refusal.of(
                    ProblemCode.BODY_INVALID,
                    List.of(new FieldFault(
                            "/scopes",
                            "empty",
                            "A client has at least one scope, unless it is only for people who sign in.")));
        }
        List<Scope> scopes = each("/scopes", body.scopes(), Scopes::ofTenant, "unknown_scope");
        List<Network> networks = each("/allowed_networks", sentNetworks, Network::parse, "malformed_network");
        if (!caller.actor().scopes().containsAll(scopes)) {
            throw Refusal.of(ProblemCode.SCOPE_MISSING, lacking(caller, scopes));
        }
        if (!modes.modeOf(caller.tenant()).equals("test")) {
            refuseGuarded(scopes);
        }
        SignInRegistration signIn = signIn(body.signIn());
        boolean waits = second.isNeeded(caller.tenant());
        // whoever registers where people are sent back to gets hold of their codes: not for one member of staff alone
        if (signIn != null && !waits && caller.actor().kind() != ActorKind.CLIENT) {
            throw Refusal.of(ProblemCode.AUDIENCE_NOT_ALLOWED);
        }
        NewClient asked = asked(caller, request, body, new Parsed(Set.copyOf(scopes), networks, signIn));
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key,
                () -> signIn != null && waits && !isFirst(caller, signIn)
                        ? Idempotency.Effect.of(second.askToRegister(caller, asked, Reasons.required(body.reason())))
                        : made(caller, asked)));
    }

    private record Parsed(
            Set<Scope> scopes,
            List<Network> networks,
            @Nullable SignInRegistration signIn) {}

    private static NewClient asked(Caller caller, HttpServletRequest request, Creation body, Parsed parsed) {
        try {
            return new NewClient(
                    caller.tenant(),
                    BearerAuthentication.token(request).client().tenantPublic(),
                    body.name(),
                    parsed.scopes(),
                    parsed.networks(),
                    parsed.signIn(),
                    body.security() == null
                            ? ClientSecurity.usual(parsed.scopes(), parsed.signIn())
                            : body.security().sound(parsed.scopes(), parsed.signIn()));
        } catch (UnsoundClient unsound) {
            throw SecurityCreation.refusal(unsound);
        }
    }

    private Idempotency.Effect made(Caller caller, NewClient asked) {
        ClientCredentials made = clients.create(asked, caller);
        return new Idempotency.Effect(
                answers.created(CreatedClientView.of(made)),
                answers.created(CreatedClientView.ofReplay(made.client())));
    }

    /** The first client by which people of an audience sign in needs nobody: before it none of the staff could agree. */
    private boolean isFirst(Caller caller, SignInRegistration signIn) {
        return caller.actor().kind() == ActorKind.CLIENT && !clients.anyToSignIn(caller.tenant(), signIn.audience());
    }

    @GetMapping
    @RequiresScope(value = "clients:read", staff = "clients:read")
    Page<ClientView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return clients.list(caller, Paging.of(cursor, limit)).map(ClientView::of);
    }

    @PostMapping("/{id}/revocation")
    @RequiresScope(value = "clients:write", staff = "clients:write")
    ClientView revoke(Caller caller, @PathVariable String id) {
        ClientRevocation revocation = second.isNeeded(caller.tenant())
                ? clients.revokeUnlessLastForStaff(id, caller)
                : clients.revoke(id, caller)
                        .<ClientRevocation>map(ClientRevocation.Revoked::new)
                        .orElseGet(ClientRevocation.NoSuchClient::new);
        return switch (revocation) {
            case ClientRevocation.Revoked(var client) -> ClientView.of(client);
            case ClientRevocation.NoSuchClient() -> throw Refusal.of(ProblemCode.NOT_FOUND);
            case ClientRevocation.LastForStaff() -> throw Refusal.of(ProblemCode.CLIENT_LAST_FOR_STAFF);
        };
    }

    /** Another key or certificate, for a client that proves itself by one. */
    @PutMapping("/{id}/keys")
    @RequiresScope(value = "clients:write", staff = "clients:write")
    ClientView replaceKeys(Caller caller, @PathVariable String id, @Valid @RequestBody KeysBody body) {
        Client client = clients.find(caller, id)
                .filter(found -> found.revokedAt() == null)
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        refuseTakeover(caller, client);
        List<FieldFault> faults = new ArrayList<>();
        ClientProof proof = body.proof(client.security().proof().method(), "/", faults);
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        try {
            return clients.replaceProof(caller, id, proof)
                    .map(ClientView::of)
                    .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        } catch (UnsoundClient unsound) {
            throw Refusal.of(
                    ProblemCode.BODY_INVALID,
                    unsound.faults().stream()
                            .map(fault -> new FieldFault("/" + fault.field(), fault.code(), fault.detail()))
                            .toList());
        }
    }

    /** Whoever chooses a client's key is that client from then on: nobody else becomes what the caller is not, nor collects people's codes. */
    private void refuseTakeover(Caller caller, Client client) {
        boolean itself = caller.actor().kind() == ActorKind.CLIENT
                && caller.actor().principal().equals(client.id());
        boolean live = !modes.modeOf(caller.tenant()).equals("test");
        boolean guarded = client.signIn() != null || !Collections.disjoint(client.scopes(), Scopes.guarded());
        if (!itself && (!caller.actor().scopes().containsAll(client.scopes()) || (live && guarded))) {
            throw Refusal.of(ProblemCode.SCOPE_MISSING);
        }
    }

    private static @Nullable SignInRegistration signIn(@Nullable SignInCreation asked) {
        if (asked == null) {
            return null;
        }
        Audience audience = each("/sign_in/audience", List.of(asked.audience()), Audience::of, "unknown_audience")
                .getFirst();
        return new SignInRegistration(
                audience,
                each("/sign_in/redirect_uris", asked.redirectUris(), RedirectUri::parse, "malformed_redirect_uri"),
                Set.copyOf(each(
                        "/sign_in/scopes",
                        asked.scopes(),
                        text -> audience.scopes().stream()
                                .filter(scope -> scope.value().equals(text))
                                .findFirst(),
                        "unknown_scope")));
    }

    /** Else whoever holds such a scope could hand it on without the second person that a grant takes. */
    private static void refuseGuarded(List<Scope> scopes) {
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            if (Scopes.guarded().contains(scopes.get(i))) {
                faults.add(new FieldFault(
                        "/scopes/" + i,
                        "needs_approval",
                        "A live tenant's client is made without this scope and granted it by an approval."));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.SCOPE_MISSING, faults);
        }
    }

    private static List<FieldFault> lacking(Caller caller, List<Scope> scopes) {
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < scopes.size(); i++) {
            if (!caller.actor().may(scopes.get(i))) {
                faults.add(new FieldFault("/scopes/" + i, "not_held", "A client grants only scopes of its own token."));
            }
        }
        return faults;
    }

    private static <T> List<T> each(
            String pointer, List<String> texts, Function<String, Optional<T>> parse, String code) {
        List<T> parsed = new ArrayList<>();
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String place = pointer + "/" + i;
            parse.apply(texts.get(i))
                    .ifPresentOrElse(
                            parsed::add,
                            () -> faults.add(
                                    new FieldFault(place, code, "docs/reference/oauth.md says what is taken.")));
        }
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        return parsed;
    }
}
