package io.flowlet.programs.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.http.StoredAnswer;
import io.flowlet.programs.KeyDestruction;
import io.flowlet.programs.KeyDestructionId;
import io.flowlet.programs.KeyDestructionOutcome;
import io.flowlet.programs.KeyDestructions;
import io.flowlet.programs.KeyNeed;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/key_destructions}: for operators of the platform. */
@RestController
@RequestMapping("/v1/key_destructions")
final class KeyDestructionsController {
    private final KeyDestructions destructions;
    private final Tenants tenants;
    private final Idempotency idempotency;
    private final Answers answers;

    KeyDestructionsController(KeyDestructions destructions, Tenants tenants, Idempotency idempotency, Answers answers) {
        this.destructions = destructions;
        this.tenants = tenants;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Asking(
            @NotNull @Size(max = 40) String tenantId,
            @NotBlank @Size(max = 100) String reference) {}

    record KeyDestructionView(
            KeyDestructionId id,
            String tenantId,
            String reference,
            String state,
            String requestedBy,
            Instant requestedAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt,
            @Nullable Instant earliestAt,
            @Nullable String endedBy,
            @Nullable Instant endedAt) {
        static KeyDestructionView of(KeyDestruction destruction) {
            return new KeyDestructionView(
                    destruction.id(),
                    destruction.tenant().publicId(),
                    destruction.reference(),
                    destruction.state().code(),
                    destruction.requestedBy(),
                    destruction.requestedAt(),
                    destruction.approvedBy(),
                    destruction.approvedAt(),
                    destruction.earliestAt(),
                    destruction.endedBy(),
                    destruction.endedAt());
        }
    }

    @PostMapping
    @RequiresScope("programs:destroy")
    ResponseEntity<String> request(Caller caller, HttpServletRequest request, @Valid @RequestBody Asking body) {
        Tenant tenant = tenants.find(body.tenantId())
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault("/tenant_id", "unknown_tenant", "This names no tenant."))));
        // the tenant is looked at in a transaction of its own, before the platform's begins
        List<KeyNeed> needs = destructions.needs(tenant.id());
        return once(
                idempotency.keyOf(caller, request, body),
                () -> needs.isEmpty()
                        ? answer(destructions.request(caller, tenant, body.reference()), answers::created)
                        : needed(needs, request, caller));
    }

    @GetMapping
    @RequiresScope("programs:read")
    Page<KeyDestructionView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return destructions.list(caller, Paging.of(cursor, limit)).map(KeyDestructionView::of);
    }

    @GetMapping("/{id}")
    @RequiresScope("programs:read")
    KeyDestructionView find(Caller caller, @PathVariable KeyDestructionId id) {
        return destructions
                .find(caller, id)
                .map(KeyDestructionView::of)
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @PostMapping("/{id}/approval")
    @RequiresScope("programs:destroy")
    ResponseEntity<String> approve(Caller caller, HttpServletRequest request, @PathVariable KeyDestructionId id) {
        return once(
                idempotency.keyOf(caller, request, Map.of()),
                () -> answer(destructions.approve(caller, id), answers::ok));
    }

    @PostMapping("/{id}/withdrawal")
    @RequiresScope("programs:destroy")
    ResponseEntity<String> withdraw(Caller caller, HttpServletRequest request, @PathVariable KeyDestructionId id) {
        return once(
                idempotency.keyOf(caller, request, Map.of()),
                () -> answer(destructions.withdraw(caller, id), answers::ok));
    }

    private ResponseEntity<String> once(IdempotencyKey key, Supplier<StoredAnswer> act) {
        return answers.respond(idempotency.once(key, () -> Idempotency.Effect.of(act.get())));
    }

    private static StoredAnswer answer(
            KeyDestructionOutcome outcome, Function<KeyDestructionView, StoredAnswer> success) {
        return switch (outcome) {
            case KeyDestructionOutcome.Done(KeyDestruction destruction) ->
                success.apply(KeyDestructionView.of(destruction));
            case KeyDestructionOutcome.Refused(ProblemCode reason) -> throw Refusal.of(reason);
        };
    }

    private StoredAnswer needed(List<KeyNeed> needs, HttpServletRequest request, Caller caller) {
        return answers.problem(
                ProblemCode.KEYS_NEEDED,
                needs.stream()
                        .map(need -> new FieldFault("", need.code(), need.detail()))
                        .toList(),
                request.getRequestURI(),
                caller.trace());
    }
}
