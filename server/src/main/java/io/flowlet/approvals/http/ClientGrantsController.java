package io.flowlet.approvals.http;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.approvals.AskedPerson;
import io.flowlet.approvals.ClientGrant;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.Client;
import io.flowlet.identity.Clients;
import io.flowlet.identity.Scopes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/oauth_clients/{id}/grants}: asks for scopes that a client never gets by itself. */
@RestController
final class ClientGrantsController {
    private final Clients clients;
    private final AskedPerson second;
    private final Idempotency idempotency;
    private final Answers answers;

    ClientGrantsController(Clients clients, AskedPerson second, Idempotency idempotency, Answers answers) {
        this.clients = clients;
        this.second = second;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Grant(
            @NotEmpty @Size(max = 50) List<@NotNull String> scopes,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Grant" + scopes;
        }
    }

    @PostMapping("/v1/oauth_clients/{id}/grants")
    @RequiresScope(staff = "clients:write")
    ResponseEntity<String> ask(
            Caller caller, HttpServletRequest request, @PathVariable String id, @Valid @RequestBody Grant body) {
        Set<Scope> scopes = scopes(body.scopes());
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(key, () -> {
            Client client = clients.find(caller, id)
                    .filter(known -> known.revokedAt() == null)
                    .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            return Idempotency.Effect.of(second.ask(caller, ClientGrant.asking(client, scopes, body.reason())));
        }));
    }

    private static Set<Scope> scopes(List<String> names) {
        Set<Scope> scopes = new HashSet<>();
        List<FieldFault> faults = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Optional<Scope> scope = Scopes.ofTenant(names.get(i))
                    .filter(known -> Scopes.guarded().contains(known));
            if (scope.isEmpty()) {
                faults.add(new FieldFault(
                        "/scopes/" + i, "not_grantable", "This is no scope that a client gets by an approval."));
            }
            scope.ifPresent(scopes::add);
        }
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        return scopes;
    }
}
