package io.flowlet.policies.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.flowlet.actor.Caller;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.approvals.ApprovalView;
import io.flowlet.approvals.ApprovalView.DifferenceView;
import io.flowlet.approvals.NewApproval;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.policies.Policies;
import io.flowlet.policies.PolicyVersion;
import io.flowlet.policies.ProposalOutcome;
import io.flowlet.policies.ProposePolicy;
import io.flowlet.tlog.CanonicalJson;
import io.flowlet.tlog.Malformed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/policies}. */
@RestController
@RequestMapping("/v1/policies/{name}")
final class PoliciesController {
    private final Policies policies;
    private final Idempotency idempotency;
    private final Answers answers;

    PoliciesController(Policies policies, Idempotency idempotency, Answers answers) {
        this.policies = policies;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    /** @param replacesScheduled whether it may come before what is scheduled; absent for no */
    record Proposal(
            @NotNull @Min(0) Integer basedOn,
            @NotNull ObjectNode body,
            @Nullable Instant effectiveAt,
            @Nullable Boolean replacesScheduled,

            @Nullable @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Proposal[" + basedOn + "]";
        }
    }

    /** @param rollbackTo the earlier version that is to be said again */
    record Rollback(
            @NotNull @Min(1) Integer basedOn,
            @NotNull @Min(1) Integer rollbackTo,
            @Nullable Instant effectiveAt,
            @Nullable Boolean replacesScheduled,

            @Nullable @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Rollback[" + basedOn + " to " + rollbackTo + "]";
        }
    }

    /** @param against the version that this is compared with; 0 before the first */
    record DiffView(String name, int version, int against, List<DifferenceView> diff) {}

    record View(
            String name,
            int version,
            String hash,
            @JsonRawValue String body,
            Instant effectiveAt,
            Instant createdAt,
            String createdBy,
            @Nullable ApprovalId approvalId) {
        static View of(PolicyVersion version) {
            return new View(
                    version.name(),
                    version.version(),
                    version.hash(),
                    version.body(),
                    version.effectiveAt(),
                    version.createdAt(),
                    version.createdBy(),
                    version.approval());
        }
    }

    @GetMapping("/versions")
    @RequiresScope(value = "policies:read", staff = "policies:read")
    Page<View> versions(
            Caller caller,
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return policies.versions(caller, name, Paging.of(cursor, limit))
                .map(page -> page.map(View::of))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @GetMapping("/versions/{version}/diff")
    @RequiresScope(value = "policies:read", staff = "policies:read")
    DiffView diff(
            Caller caller,
            @PathVariable String name,
            @PathVariable int version,
            @RequestParam(required = false) @Nullable Integer against) {
        return policies.diff(caller, name, version, against)
                .map(diff -> new DiffView(
                        diff.name(), diff.version(), diff.against(), DifferenceView.of(diff.differences())))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @PostMapping("/proposals")
    @RequiresScope(value = "policies:write", staff = "policies:write")
    ResponseEntity<String> propose(
            Caller caller, @PathVariable String name, HttpServletRequest request, @Valid @RequestBody Proposal body) {
        return proposed(
                caller,
                idempotency.keyOf(caller, request, body),
                new ProposePolicy(
                        name,
                        body.basedOn(),
                        new ProposePolicy.Content.Body(members(body.body())),
                        body.effectiveAt(),
                        Boolean.TRUE.equals(body.replacesScheduled()),
                        reason(body.reason())));
    }

    /** What an earlier version said, as a new version. */
    @PostMapping("/rollbacks")
    @RequiresScope(value = "policies:write", staff = "policies:write")
    ResponseEntity<String> rollBack(
            Caller caller, @PathVariable String name, HttpServletRequest request, @Valid @RequestBody Rollback body) {
        return proposed(
                caller,
                idempotency.keyOf(caller, request, body),
                new ProposePolicy(
                        name,
                        body.basedOn(),
                        new ProposePolicy.Content.Of(body.rollbackTo()),
                        body.effectiveAt(),
                        Boolean.TRUE.equals(body.replacesScheduled()),
                        reason(body.reason())));
    }

    private ResponseEntity<String> proposed(Caller caller, IdempotencyKey key, ProposePolicy proposal) {
        return answers.respond(idempotency.once(
                key,
                () -> Idempotency.Effect.of(
                        switch (policies.propose(caller, proposal)) {
                            case ProposalOutcome.Published(var version) -> answers.created(View.of(version));
                            case ProposalOutcome.Requested(var approval) ->
                                answers.accepted(ApprovalView.whole(approval));
                            case ProposalOutcome.Refused(var reason, var faults) -> throw Refusal.of(reason, faults);
                        })));
    }

    private static @Nullable String reason(@Nullable String sent) {
        if (sent != null && sent.isBlank()) {
            var fault = new FieldFault("/reason", "blank", "A reason says something.");
            throw Refusal.of(ProblemCode.BODY_INVALID, List.of(fault));
        }
        return sent;
    }

    /** Fractions have no one spelling, so nothing that is hashed has any. */
    private static Map<String, @Nullable Object> members(ObjectNode body) {
        try {
            return CanonicalJson.parseObject(body.toString());
        } catch (Malformed e) {
            var fault =
                    new FieldFault("/body", "malformed", "Numbers must be whole, and nothing nested deeper than 32.");
            throw Refusal.of(ProblemCode.BODY_INVALID, List.of(fault));
        }
    }
}
