package io.flowlet.approvals.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.AskedPerson;
import io.flowlet.approvals.NewApproval;
import io.flowlet.approvals.StaffDisabling;
import io.flowlet.approvals.StaffReset;
import io.flowlet.approvals.StaffRoles;
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
import io.flowlet.identity.RoleTable;
import io.flowlet.identity.StaffRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/staff/{id}/roles}, {@code …/disabling} and {@code …/factor_reset}: ask for another person's approval. */
@RestController
final class StaffChangesController {
    private final Accounts accounts;
    private final StaffRoles staffRoles;
    private final StaffDisabling staffDisabling;
    private final StaffReset staffReset;
    private final AskedPerson second;
    private final Idempotency idempotency;
    private final Answers answers;

    StaffChangesController(
            Accounts accounts,
            StaffRoles staffRoles,
            StaffDisabling staffDisabling,
            StaffReset staffReset,
            AskedPerson second,
            Idempotency idempotency,
            Answers answers) {
        this.accounts = accounts;
        this.staffRoles = staffRoles;
        this.staffDisabling = staffDisabling;
        this.staffReset = staffReset;
        this.second = second;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record OtherRoles(
            @NotEmpty @Size(max = 4) List<@NotNull String> roles,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "OtherRoles" + roles;
        }
    }

    /** @param clientsStay whether the clients that the person made go on working; absent: they end, too */
    record Disabling(
            @Nullable Boolean clientsStay,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Disabling[…]";
        }
    }

    @PostMapping("/v1/staff/{id}/roles")
    @RequiresScope(staff = "staff:write")
    ResponseEntity<String> roles(
            Caller caller, HttpServletRequest request, @PathVariable String id, @Valid @RequestBody OtherRoles body) {
        Set<StaffRole> roles = roles(body.roles());
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return ask(caller, key, id, account -> {
            RoleTable.conflict(roles).ifPresent(StaffChangesController::refuse);
            staffRoles.refused(account, roles).ifPresent(reason -> {
                throw Refusal.of(reason);
            });
            return StaffRoles.asking(account, roles, body.reason());
        });
    }

    @PostMapping("/v1/staff/{id}/disabling")
    @RequiresScope(staff = "staff:write")
    ResponseEntity<String> disable(
            Caller caller, HttpServletRequest request, @PathVariable String id, @Valid @RequestBody Disabling body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return ask(
                caller,
                key,
                id,
                account -> staffDisabling.asking(account, Boolean.TRUE.equals(body.clientsStay()), body.reason()));
    }

    /** Why somebody's second factor is to be taken away. */
    record FactorReset(
            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "FactorReset[…]";
        }
    }

    @PostMapping("/v1/staff/{id}/factor_reset")
    @RequiresScope(staff = "staff:write")
    ResponseEntity<String> reset(
            Caller caller, HttpServletRequest request, @PathVariable String id, @Valid @RequestBody FactorReset body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return ask(caller, key, id, account -> staffReset.asking(account, body.reason()));
    }

    private ResponseEntity<String> ask(
            Caller caller, IdempotencyKey key, String id, Function<Account, NewApproval> asking) {
        return answers.respond(idempotency.once(key, () -> {
            Account account = Audience.STAFF
                    .idOf(id)
                    .flatMap(known -> accounts.find(caller, known))
                    .filter(known -> known.audience() == Audience.STAFF && known.disabledAt() == null)
                    .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            return Idempotency.Effect.of(second.ask(caller, asking.apply(account)));
        }));
    }

    private static void refuse(RoleTable.Pair pair) {
        throw Refusal.of(
                ProblemCode.ROLES_EXCLUDE_EACH_OTHER,
                List.of(new FieldFault("/roles", "roles_exclude_each_other", pair.told())));
    }

    private static Set<StaffRole> roles(List<String> names) {
        List<FieldFault> faults = StaffRole.faults("/roles", names);
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        return StaffRole.named(names);
    }
}
