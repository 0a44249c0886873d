package io.flowlet.onboarding.http;

import io.flowlet.actor.Caller;
import io.flowlet.http.Answers;
import io.flowlet.http.FieldFault;
import io.flowlet.http.Page;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.onboarding.Consent;
import io.flowlet.onboarding.ConsentId;
import io.flowlet.onboarding.ConsentOutcome;
import io.flowlet.onboarding.Consents;
import io.flowlet.onboarding.GiveConsent;
import io.flowlet.onboarding.Notice;
import io.flowlet.subscribers.SubscriberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/kys/notices} and {@code /v1/kys/consents}. */
@RestController
@RequestMapping("/v1/kys")
final class ConsentsController {
    private final Consents consents;
    private final Steps steps;
    private final Answers answers;

    ConsentsController(Consents consents, Steps steps, Answers answers) {
        this.consents = consents;
        this.steps = steps;
        this.answers = answers;
    }

    record Giving(
            @Nullable SubscriberId subscriberId,
            @NotBlank @Size(max = 40) String purpose,
            @NotNull @Min(1) Integer noticeVersion,

            @NotNull @Pattern(regexp = "[0-9a-f]{64}", message = "is not a notice's hash")
            String noticeHash,

            @NotBlank @Size(max = 8) String language,

            @NotNull @AssertTrue(message = "must be true: what is not agreed to is not recorded")
            Boolean accepted) {}

    record NoticeView(
            String purpose,
            String title,
            String text,
            String language,
            int version,
            String hash,
            String legalBasis,
            boolean required) {
        static NoticeView of(Notice notice) {
            return new NoticeView(
                    notice.purpose(),
                    notice.title(),
                    notice.text(),
                    notice.language(),
                    notice.version(),
                    notice.hash(),
                    notice.legalBasis().code(),
                    notice.required());
        }
    }

    record View(
            ConsentId id,
            SubscriberId subscriberId,
            String purpose,
            int noticeVersion,
            String noticeHash,
            String language,
            String legalBasis,
            Instant givenAt,
            @Nullable Instant withdrawnAt) {
        static View of(Consent consent) {
            return new View(
                    consent.id(),
                    consent.subscriber(),
                    consent.purpose(),
                    consent.noticeVersion(),
                    consent.noticeHash(),
                    consent.language(),
                    consent.legalBasis().code(),
                    consent.givenAt(),
                    consent.withdrawnAt());
        }
    }

    @GetMapping("/notices")
    @RequiresScope(value = "kys:read", subscriber = "kys:read", staff = "kys:read")
    Page<NoticeView> notices(Caller caller) {
        return new Page<>(
                consents.notices(caller.tenant()).stream().map(NoticeView::of).toList(), null);
    }

    @PostMapping("/consents")
    @RequiresScope(value = "kys:write", subscriber = "kys:write")
    ResponseEntity<String> give(Caller caller, HttpServletRequest request, @Valid @RequestBody Giving body) {
        GiveConsent given = new GiveConsent(
                Steps.whose(caller, body.subscriberId()),
                body.purpose(),
                body.noticeVersion(),
                body.noticeHash(),
                body.language());
        return steps.once(caller, request, body, () -> answers.created(view(consents.give(caller, given))));
    }

    @GetMapping("/consents")
    @RequiresScope(value = "kys:read", subscriber = "kys:read", staff = "kys:read")
    Page<View> list(
            Caller caller,
            @RequestParam(name = "subscriber_id", required = false) @Nullable SubscriberId subscriberId) {
        return consents.list(caller, Steps.asked(caller, subscriberId))
                .map(given -> new Page<>(given.stream().map(View::of).toList(), null))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND));
    }

    @PostMapping("/consents/{id}/withdrawal")
    @RequiresScope(value = "kys:write", subscriber = "kys:write")
    ResponseEntity<String> withdraw(Caller caller, HttpServletRequest request, @PathVariable ConsentId id) {
        return steps.once(caller, request, "", () -> answers.ok(view(consents.withdraw(caller, id))));
    }

    private static View view(ConsentOutcome outcome) {
        return switch (outcome) {
            case ConsentOutcome.Recorded(var consent) -> View.of(consent);
            case ConsentOutcome.NotFound() -> throw Refusal.of(ProblemCode.NOT_FOUND);
            case ConsentOutcome.Retired() -> throw Refusal.of(ProblemCode.NOTICE_RETIRED);
            case ConsentOutcome.NoSuchNotice() ->
                throw Refusal.of(
                        ProblemCode.BODY_INVALID,
                        List.of(new FieldFault(
                                "/notice_hash",
                                "unknown_notice",
                                "No notice has this purpose, language, version and hash.")));
            case ConsentOutcome.NotWithdrawable() -> throw Refusal.of(ProblemCode.CONSENT_NOT_WITHDRAWABLE);
        };
    }
}
