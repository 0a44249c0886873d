package io.flowlet.approvals.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.AskedPerson;
import io.flowlet.approvals.NewApproval;
import io.flowlet.approvals.StaffLinking;
import io.flowlet.approvals.StaffProviderChange;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.Account;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.Audience;
import io.flowlet.identity.FederationTerms;
import io.flowlet.identity.ProviderCheck;
import io.flowlet.identity.StaffProvider;
import io.flowlet.identity.StaffProviders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Proposals about {@code /v1/staff_identity_provider}, and {@code /v1/staff/{id}/link}: ask for another person's approval. */
@RestController
final class StaffProviderChangesController {
    private static final String PATH = "/v1/staff_identity_provider";

    private final StaffProviders providers;
    private final Accounts accounts;
    private final StaffProviderChange change;
    private final AskedPerson second;
    private final Idempotency idempotency;
    private final Answers answers;

    StaffProviderChangesController(
            StaffProviders providers,
            Accounts accounts,
            StaffProviderChange change,
            AskedPerson second,
            Idempotency idempotency,
            Answers answers) {
        this.providers = providers;
        this.accounts = accounts;
        this.change = change;
        this.second = second;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Removal(
            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Removal[…]";
        }
    }

    /** @param subject null: to nobody */
    record Linking(
            @Nullable @Size(min = 1, max = 255) String subject,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Linking[…]";
        }
    }

    @PostMapping(PATH + "/proposals")
    @RequiresScope(staff = "staff:write")
    ResponseEntity<String> propose(
            Caller caller, HttpServletRequest request, @Valid @RequestBody ProposedProvider body) {
        FederationTerms terms = body.terms();
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        List<FieldFault> faults = providers.faults(caller, terms, body.clientSecret());
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        // before the transaction: the provider may be slow
        if (providers.check(terms.issuer()) instanceof ProviderCheck.Unsound(String reason)) {
            throw Refusal.of(
                    ProblemCode.STAFF_PROVIDER_UNFIT,
                    List.of(new FieldFault("/issuer", reason, "What the provider publishes is not as it must be.")));
        }
        return answers.respond(idempotency.once(key, () -> {
            StaffProvider proposed = providers.propose(caller, terms, body.clientSecret());
            return Idempotency.Effect.of(second.ask(caller, change.asking(proposed, body.reason())));
        }));
    }

    @PostMapping(PATH + "/removal")
    @RequiresScope(staff = "staff:write")
    ResponseEntity<String> remove(Caller caller, HttpServletRequest request, @Valid @RequestBody Removal body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(
                key,
                () -> Idempotency.Effect.of(
                        second.ask(caller, StaffProviderChange.askingRemoval(active(caller), body.reason())))));
    }

    @PostMapping("/v1/staff/{id}/link")
    @RequiresScope(staff = "staff:write")
    ResponseEntity<String> link(
            Caller caller, HttpServletRequest request, @PathVariable String id, @Valid @RequestBody Linking body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(key, () -> {
            Account account = Audience.STAFF
                    .idOf(id)
                    .flatMap(known -> accounts.find(caller, known))
                    .filter(known -> known.audience() == Audience.STAFF && known.disabledAt() == null)
                    .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            NewApproval asked = StaffLinking.asking(account, active(caller), body.subject(), body.reason());
            return Idempotency.Effect.of(second.ask(caller, asked));
        }));
    }

    private StaffProvider active(Caller caller) {
        return providers.active(caller.tenant()).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }
}
