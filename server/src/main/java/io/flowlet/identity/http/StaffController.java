package io.flowlet.identity.http;

import io.flowlet.actor.ActorKind;
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
import io.flowlet.identity.Account;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.RoleTable;
import io.flowlet.identity.Scopes;
import io.flowlet.identity.SecondPerson;
import io.flowlet.identity.StaffInvitations;
import io.flowlet.identity.StaffRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/staff} and {@code /v1/staff_invitations}: who works in the caller's own tenant. */
@RestController
final class StaffController {
    private final Accounts accounts;
    private final StaffInvitations invitations;
    private final SecondPerson second;
    private final Idempotency idempotency;
    private final Answers answers;

    StaffController(
            Accounts accounts,
            StaffInvitations invitations,
            SecondPerson second,
            Idempotency idempotency,
            Answers answers) {
        this.accounts = accounts;
        this.invitations = invitations;
        this.second = second;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Creation(
            @NotBlank @Email @Size(max = 254) String email,
            @NotEmpty @Size(max = 4) List<@NotNull String> roles,

            @Nullable @Size(min = 1, max = 2_000) String reason) {
        @Override
        public String toString() {
            return "Creation[…]";
        }
    }

    /** {@code url} is a secret: a repeat of the key answers without it. */
    record InvitationView(String id, @Nullable String url, Instant expiresAt, boolean secretAvailable) {
        @Override
        public String toString() {
            return "InvitationView[" + id + "]";
        }
    }

    record StaffView(
            String id,
            String email,
            List<String> roles,
            Instant createdAt,
            @Nullable Instant disabledAt) {
        static StaffView of(Account account) {
            return new StaffView(
                    account.name(),
                    account.email(),
                    account.roles().stream().map(StaffRole::code).sorted().toList(),
                    account.createdAt(),
                    account.disabledAt());
        }

        @Override
        public String toString() {
            return "StaffView[" + id + "]";
        }
    }

    @PostMapping("/v1/staff_invitations")
    @RequiresScope(value = "staff:write", staff = "staff:write")
    ResponseEntity<String> invite(Caller caller, HttpServletRequest request, @Valid @RequestBody Creation body) {
        Set<StaffRole> roles = roles(body.roles());
        if (isAsked(caller, roles) && second.isNeeded(caller.tenant())) {
            return ask(caller, request, body, roles);
        }
        if (!roles.stream().allMatch(role -> mayGive(caller, role))) {
            throw Refusal.of(ProblemCode.SCOPE_MISSING);
        }
        RoleTable.conflict(roles).ifPresent(StaffController::refuse);
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(key, () -> {
            checkAddress(caller, body.email());
            StaffInvitations.Sent sent = invitations.create(caller, body.email(), roles);
            String id = sent.invitation().publicId();
            Instant end = sent.invitation().expiresAt();
            return new Idempotency.Effect(
                    answers.created(new InvitationView(id, sent.link().toString(), end, true)),
                    answers.created(new InvitationView(id, null, end, false)));
        }));
    }

    /**
     * Whoever invited the people who check could be all of them. What a person asks for is not bounded by what she may do herself, since another
     * one agrees to it; no person stands behind a client.
     */
    private static boolean isAsked(Caller caller, Set<StaffRole> roles) {
        return caller.actor().kind() == ActorKind.STAFF || roles.stream().anyMatch(StaffRole::isChecker);
    }

    /** Here another person agrees first. */
    private ResponseEntity<String> ask(Caller caller, HttpServletRequest request, Creation body, Set<StaffRole> roles) {
        RoleTable.conflict(roles).ifPresent(StaffController::refuse);
        String reason = Reasons.required(body.reason());
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(key, () -> {
            checkAddress(caller, body.email());
            return Idempotency.Effect.of(second.askToInvite(caller, body.email(), roles, reason));
        }));
    }

    private void checkAddress(Caller caller, String email) {
        if (accounts.isStaffAddressTaken(caller.tenant(), email)) {
            throw Refusal.of(ProblemCode.STAFF_ADDRESS_TAKEN);
        }
    }

    record EndedInvitationView(String id, Instant revokedAt) {}

    @PostMapping("/v1/staff_invitations/{id}/revocation")
    @RequiresScope(value = "staff:write", staff = "staff:write")
    EndedInvitationView revoke(Caller caller, @PathVariable String id) {
        return invitations
                .revoke(caller, id)
                .map(ended -> new EndedInvitationView(id, ended))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @GetMapping("/v1/staff")
    @RequiresScope(value = "staff:read", staff = "staff:read")
    Page<StaffView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return accounts.staff(caller, Paging.of(cursor, limit)).map(StaffView::of);
    }

    /** Nobody gives what the own credential lacks; what every person holds is nobody's to withhold. */
    private static boolean mayGive(Caller caller, StaffRole role) {
        return role.scopes().stream()
                .filter(scope -> Scopes.ofTenant(scope.value()).isPresent())
                .allMatch(caller.actor()::may);
    }

    private static void refuse(RoleTable.Pair pair) {
        var fault = new FieldFault("/roles", "roles_exclude_each_other", pair.told());
        throw Refusal.of(ProblemCode.ROLES_EXCLUDE_EACH_OTHER, List.of(fault));
    }

    private static Set<StaffRole> roles(List<String> names) {
        List<FieldFault> faults = StaffRole.faults("/roles", names);
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
        return StaffRole.named(names);
    }
}
