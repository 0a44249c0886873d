package io.flowlet.approvals.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.approvals.AskedPerson;
import io.flowlet.approvals.NewApproval;
import io.flowlet.approvals.StaffBreakGlass;
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
import io.flowlet.identity.BreakGlass;
import io.flowlet.identity.BreakGlasses;
import io.flowlet.identity.RoleTable;
import io.flowlet.identity.StaffRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/break_glass}: a role for some hours, in an emergency; each person asks for itself. */
@RestController
@RequestMapping("/v1/break_glass")
final class BreakGlassController {
    private static final int MOST_MINUTES = 240;

    private final BreakGlasses breakGlasses;
    private final Accounts accounts;
    private final AskedPerson others;
    private final Idempotency idempotency;
    private final Answers answers;

    BreakGlassController(
            BreakGlasses breakGlasses,
            Accounts accounts,
            AskedPerson others,
            Idempotency idempotency,
            Answers answers) {
        this.breakGlasses = breakGlasses;
        this.accounts = accounts;
        this.others = others;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    /** @param durationMinutes from the last approval on */
    record NeededRole(
            @NotBlank @Size(max = 16) String role,

            @NotNull @Min(1) @Max(MOST_MINUTES) Integer durationMinutes,

            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "NeededRole[" + role + "]";
        }
    }

    /** @param endedBy null while it has not ended, or its time is over and nobody has noted that yet */
    record BreakGlassView(
            String id,
            String person,
            String role,
            ApprovalId approvalId,
            Instant beganAt,
            Instant until,
            @Nullable Instant endedAt,
            @Nullable String endedBy) {
        static BreakGlassView of(BreakGlass breakGlass) {
            return new BreakGlassView(
                    breakGlass.name(),
                    breakGlass.person(),
                    breakGlass.role().code(),
                    new ApprovalId(breakGlass.approval()),
                    breakGlass.beganAt(),
                    breakGlass.until(),
                    breakGlass.endedAt(),
                    breakGlass.endedBy());
        }
    }

    @PostMapping
    @RequiresScope(staff = "break_glass:write")
    ResponseEntity<String> ask(Caller caller, HttpServletRequest request, @Valid @RequestBody NeededRole body) {
        StaffRole role = role(body.role());
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        return answers.respond(idempotency.once(key, () -> {
            Account self = accounts.find(caller, caller.actor().principal())
                    .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            check(self.roles(), role);
            return Idempotency.Effect.of(
                    others.ask(caller, StaffBreakGlass.asking(self, role, body.durationMinutes(), body.reason())));
        }));
    }

    @GetMapping
    @RequiresScope(staff = "approvals:read")
    Page<BreakGlassView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return breakGlasses.list(caller, Paging.of(cursor, limit)).map(BreakGlassView::of);
    }

    @PostMapping("/{id}/end")
    @RequiresScope(staff = "break_glass:write")
    ResponseEntity<String> end(Caller caller, HttpServletRequest request, @PathVariable String id) {
        IdempotencyKey key = idempotency.keyOf(caller, request, Map.of());
        return answers.respond(idempotency.once(
                key,
                () -> BreakGlass.idOf(id)
                        .flatMap(known -> breakGlasses.end(caller, known))
                        .map(ended -> Idempotency.Effect.of(answers.ok(BreakGlassView.of(ended))))
                        .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND))));
    }

    private static StaffRole role(String code) {
        List<FieldFault> faults = StaffRole.faults("/role", List.of(code));
        return StaffRole.of(code)
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault(
                                "/role",
                                faults.getFirst().code(),
                                faults.getFirst().detail()))));
    }

    private static void check(Set<StaffRole> roles, StaffRole role) {
        BreakGlasses.refused(roles, role).ifPresent(reason -> {
            throw Refusal.of(
                    reason,
                    BreakGlasses.conflict(roles, role).map(BreakGlassController::fault).stream()
                            .toList());
        });
    }

    private static FieldFault fault(RoleTable.Pair pair) {
        return new FieldFault("/role", ProblemCode.ROLES_EXCLUDE_EACH_OTHER.code(), pair.told());
    }
}
