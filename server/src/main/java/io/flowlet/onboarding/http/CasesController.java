package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.actor.Scope;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.http.StoredAnswer;
import io.flowlet.onboarding.CaseDecision;
import io.flowlet.onboarding.CaseId;
import io.flowlet.onboarding.CaseState;
import io.flowlet.onboarding.KysCase;
import io.flowlet.onboarding.KysCases;
import io.flowlet.onboarding.Verdict;
import io.flowlet.screening.ScreeningResult;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/kys/cases}: for staff, and for clients that open a case. */
@RestController
@RequestMapping("/v1/kys/cases")
final class CasesController {
    private static final Scope REVIEW = new Scope("kys:review");
    private static final Pattern VERSION = Pattern.compile("\"([1-9][0-9]{0,8})\"");

    private final KysCases cases;
    private final Steps steps;
    private final Answers answers;

    CasesController(KysCases cases, Steps steps, Answers answers) {
        this.cases = cases;
        this.steps = steps;
        this.answers = answers;
    }

    record Opening(@NotNull SubscriberId subscriberId) {}

    record Deciding(
            @NotNull Verdict decision,
            @NotBlank @Size(max = 2_000) String reason) {
        @Override
        public String toString() {
            return "Deciding[" + decision + "]";
        }
    }

    record DecisionView(
            String decision,
            String reason,
            String decidedBy,
            Instant decidedAt,
            @Nullable Integer rulesVersion) {
        static DecisionView of(CaseDecision decision) {
            return new DecisionView(
                    decision.verdict().code(),
                    decision.reason(),
                    decision.decidedBy(),
                    decision.decidedAt(),
                    decision.rulesVersion());
        }

        @Override
        public String toString() {
            return "DecisionView[" + decision + "]";
        }
    }

    /** @param openHits 1 when at least one screening hit waits for an analyst; null for callers who may not review */
    record View(
            CaseId id,
            SubscriberId subscriberId,
            String state,
            @Nullable String riskLevel,
            Instant openedAt,
            Instant updatedAt,
            int version,
            @Nullable Integer openHits,
            @Nullable DecisionView decision) {}

    @PostMapping
    @RequiresScope("kys:write")
    ResponseEntity<String> open(Caller caller, HttpServletRequest request, @Valid @RequestBody Opening body) {
        return steps.once(caller, request, body, () -> {
            KysCases.Opened opened =
                    cases.open(caller, body.subscriberId()).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
            View view = view(caller, opened.kysCase());
            return opened.now() ? answers.created(view) : answers.ok(view);
        });
    }

    @GetMapping
    @RequiresScope(value = "kys:review", staff = "kys:review")
    Page<View> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return cases.list(caller, state(state), Paging.of(cursor, limit)).map(found -> view(caller, found));
    }

    @GetMapping("/{id}")
    @RequiresScope(value = "kys:review", staff = "kys:review")
    ResponseEntity<View> find(Caller caller, @PathVariable CaseId id) {
        KysCase found = cases.find(caller, id).orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
        return ResponseEntity.ok().eTag("\"" + found.version() + "\"").body(view(caller, found));
    }

    @PostMapping("/{id}/decisions")
    @RequiresScope(value = "kys:review", staff = "kys:review")
    ResponseEntity<String> decide(
            Caller caller,
            HttpServletRequest request,
            @PathVariable CaseId id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @Valid @RequestBody Deciding body) {
        Integer expected = version(ifMatch);
        return steps.once(caller, request, body, () -> decide(caller, id, body, expected));
    }

    private StoredAnswer decide(Caller caller, CaseId id, Deciding body, @Nullable Integer expected) {
        return switch (cases.decide(caller, id, body.decision(), body.reason(), expected)) {
            case KysCases.Outcome.Decided(var decided) -> answers.ok(view(caller, decided));
            case KysCases.Outcome.Refused(var reason) -> throw Refusal.of(reason);
        };
    }

    private View view(Caller caller, KysCase kysCase) {
        CaseDecision decision = kysCase.decision();
        return new View(
                kysCase.id(),
                kysCase.subscriber(),
                kysCase.state().code(),
                kysCase.riskLevel() == null ? null : kysCase.riskLevel().code(),
                kysCase.openedAt(),
                kysCase.updatedAt(),
                kysCase.version(),
                caller.actor().may(REVIEW) ? openHits(caller, kysCase) : null,
                decision == null ? null : DecisionView.of(decision));
    }

    private int openHits(Caller caller, KysCase kysCase) {
        return cases.standing(caller, kysCase) == ScreeningResult.OPEN_HITS ? 1 : 0;
    }

    private static @Nullable CaseState state(@Nullable String code) {
        if (code == null) {
            return null;
        }
        return Arrays.stream(CaseState.values())
                .filter(state -> state.code().equals(code))
                .findFirst()
                .orElseThrow(() -> refusal("state", "unknown_value", "This is no state of a case."));
    }

    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null) {
            return null;
        }
        Matcher version = VERSION.matcher(ifMatch);
        if (!version.matches()) {
            throw refusal("If-Match", "malformed", "This must be the case's ETag: its version in quotes.");
        }
        return Integer.valueOf(version.group(1));
    }

    private static Refusal refusal(String parameter, String code, String detail) {
        return Refusal.of(ProblemCode.PARAMETER_INVALID, List.of(new FieldFault(parameter, code, detail)));
    }
}
