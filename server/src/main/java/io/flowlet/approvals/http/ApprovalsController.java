package io.flowlet.approvals.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.AgreedRequests;
import io.flowlet.approvals.Approval;
import io.flowlet.approvals.ApprovalId;
import io.flowlet.approvals.ApprovalSettings;
import io.flowlet.approvals.ApprovalState;
import io.flowlet.approvals.ApprovalView;
import io.flowlet.approvals.Approvals;
import io.flowlet.approvals.Checker;
import io.flowlet.approvals.DecideOutcome;
import io.flowlet.approvals.HandoverOutcome;
import io.flowlet.approvals.Handovers;
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
import io.flowlet.identity.BearerAuthentication;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/** {@code /v1/approvals}: for people of the tenant's staff only. */
@RestController
@RequestMapping("/v1/approvals")
final class ApprovalsController {
    private static final Pattern VERSION = Pattern.compile("\"([1-9][0-9]{0,8})\"");
    private static final Pattern KIND = Pattern.compile("[a-z_]{1,40}\\.[a-z_]{1,40}");

    private final Approvals approvals;
    private final Handovers handovers;
    private final AgreedRequests agreed;
    private final ApprovalSettings settings;
    private final Idempotency idempotency;
    private final Answers answers;

    ApprovalsController(
            Approvals approvals,
            Handovers handovers,
            AgreedRequests agreed,
            ApprovalSettings settings,
            Idempotency idempotency,
            Answers answers) {
        this.approvals = approvals;
        this.handovers = handovers;
        this.agreed = agreed;
        this.settings = settings;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    record Deciding(
            @NotBlank @Size(max = NewApproval.LONGEST_REASON)
            String reason) {
        @Override
        public String toString() {
            return "Deciding[…]";
        }
    }

    /** One decision that was asked for. */
    private record Call(
            Caller caller,
            ServletWebRequest web,
            ApprovalId id,
            @Nullable String ifMatch,
            Deciding body) {}

    /** What is decided. */
    private interface Act {
        DecideOutcome by(Checker checker, ApprovalId id, String reason);
    }

    @GetMapping
    @RequiresScope(staff = "approvals:read")
    Page<ApprovalView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        if (kind != null && !KIND.matcher(kind).matches()) {
            throw parameter("kind", "malformed", "A kind is noun.verb in lower case.");
        }
        return approvals
                .list(caller, state(state), kind, Paging.of(cursor, limit))
                .map(found -> told(caller, found, ApprovalView.brief(found)));
    }

    /** Whoever made it reads it, too. */
    @GetMapping("/{id}")
    @RequiresScope(staff = "profile:read")
    ResponseEntity<ApprovalView> find(Caller caller, @PathVariable ApprovalId id) {
        Approval found = approvals.find(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        return ResponseEntity.ok()
                .eTag("\"" + found.version() + "\"")
                .body(told(caller, found, ApprovalView.whole(found)));
    }

    private ApprovalView told(Caller caller, Approval approval, ApprovalView view) {
        return approvals.isTold(caller, approval) ? view : view.untold();
    }

    @PostMapping("/{id}/approve")
    @RequiresScope(staff = "approvals:decide")
    ResponseEntity<String> approve(
            Caller caller,
            ServletWebRequest web,
            @PathVariable ApprovalId id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Valid @RequestBody Deciding body) {
        ResponseEntity<String> answer = decide(new Call(caller, web, id, ifMatch, body), approvals::approve);
        agreed.carryOut(caller.tenant(), id);
        return answer;
    }

    @PostMapping("/{id}/reject")
    @RequiresScope(staff = "approvals:decide")
    ResponseEntity<String> reject(
            Caller caller,
            ServletWebRequest web,
            @PathVariable ApprovalId id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Valid @RequestBody Deciding body) {
        return decide(new Call(caller, web, id, ifMatch, body), approvals::reject);
    }

    @PostMapping("/{id}/withdraw")
    @RequiresScope(staff = "profile:read")
    ResponseEntity<String> withdraw(
            Caller caller,
            ServletWebRequest web,
            @PathVariable ApprovalId id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Valid @RequestBody Deciding body) {
        return decide(new Call(caller, web, id, ifMatch, body), approvals::withdraw);
    }

    @PostMapping("/{id}/handover")
    @RequiresScope(staff = "approvals:decide")
    ResponseEntity<String> handOver(Caller caller, ServletWebRequest web, @PathVariable ApprovalId id) {
        HttpServletRequest request = web.getRequest();
        Checker taker = checker(caller, request, null);
        IdempotencyKey key = idempotency.keyOf(caller, request, Map.of());
        try {
            return answers.respond(idempotency.once(key, () -> switch (handovers.take(taker, id)) {
                case HandoverOutcome.HandedOver(var approval, var handed) ->
                    new Idempotency.Effect(
                            answers.created(HandoverView.of(approval, handed)),
                            answers.created(HandoverView.ofReplay(approval, handed)));
                case HandoverOutcome.Refused(ProblemCode reason) -> throw Refusal.of(reason);
            }));
        } catch (Refusal refusal) {
            approvals.noteRefusal(caller, "approval.hand_over", id.toString(), refusal.code());
            askToSignInAgain(refusal, web);
            throw refusal;
        }
    }

    private ResponseEntity<String> decide(Call call, Act act) {
        HttpServletRequest request = call.web().getRequest();
        Checker checker = checker(call.caller(), request, call.ifMatch());
        IdempotencyKey key = idempotency.keyOf(call.caller(), request, call.body());
        try {
            return answers.respond(idempotency.once(key, () -> switch (act.by(
                    checker, call.id(), call.body().reason())) {
                case DecideOutcome.Decided(Approval approval, var code) ->
                    new Idempotency.Effect(
                            answers.ok(ApprovalView.whole(approval).telling(code)),
                            answers.ok(ApprovalView.whole(approval)));
                case DecideOutcome.Refused(ProblemCode reason) -> throw Refusal.of(reason);
            }));
        } catch (Refusal refusal) {
            approvals.noteRefusal(call.caller(), "approval.decide", call.id().toString(), refusal.code());
            askToSignInAgain(refusal, call.web());
            throw refusal;
        }
    }

    private void askToSignInAgain(Refusal refusal, ServletWebRequest web) {
        if (refusal.code() == ProblemCode.SIGN_IN_TOO_OLD) {
            askToSignInAgain(Objects.requireNonNull(web.getResponse()), settings);
        }
    }

    /** RFC 9470, 3: what a sign-in must be like for this. */
    static void askToSignInAgain(HttpServletResponse response, ApprovalSettings settings) {
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                "Bearer error=\"insufficient_user_authentication\", max_age="
                        + settings.signInAge().toSeconds());
    }

    static Checker checker(Caller caller, HttpServletRequest request, @Nullable String ifMatch) {
        return new Checker(
                caller,
                BearerAuthentication.session(request).orElse(null),
                BearerAuthentication.authenticatedAt(request).orElse(null),
                version(ifMatch));
    }

    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null) {
            return null;
        }
        Matcher version = VERSION.matcher(ifMatch);
        if (!version.matches()) {
            throw parameter("If-Match", "malformed", "This must be the request's ETag: its version in quotes.");
        }
        return Integer.valueOf(version.group(1));
    }

    private static @Nullable ApprovalState state(@Nullable String code) {
        return code == null
                ? null
                : ApprovalState.of(code)
                        .orElseThrow(() -> parameter("state", "unknown_value", "This is no state of a request."));
    }

    private static Refusal parameter(String name, String code, String detail) {
        return Refusal.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault(name, code, detail)));
    }
}
