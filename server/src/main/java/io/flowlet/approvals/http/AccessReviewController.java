package io.flowlet.approvals.http;

import io.flowlet.actor.Caller;
import io.flowlet.approvals.AccessReviews;
import io.flowlet.approvals.ApprovalSettings;
import io.flowlet.approvals.Approvals;
import io.flowlet.approvals.Certification;
import io.flowlet.approvals.CertifyOutcome;
import io.flowlet.approvals.Checker;
import io.flowlet.approvals.ReviewedAccess;
import io.flowlet.http.Answers;
import io.flowlet.http.Idempotency;
import io.flowlet.http.IdempotencyKey;
import io.flowlet.http.Page;
import io.flowlet.http.Paging;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequiresScope;
import io.flowlet.identity.BreakGlass;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/access_review}: who holds what in the caller's own tenant. */
@RestController
@RequestMapping("/v1/access_review")
final class AccessReviewController {
    private final AccessReviews reviews;
    private final Approvals approvals;
    private final ApprovalSettings settings;
    private final Idempotency idempotency;
    private final Answers answers;

    AccessReviewController(
            AccessReviews reviews,
            Approvals approvals,
            ApprovalSettings settings,
            Idempotency idempotency,
            Answers answers) {
        this.reviews = reviews;
        this.approvals = approvals;
        this.settings = settings;
        this.idempotency = idempotency;
        this.answers = answers;
    }

    /** @param held exactly what was shown */
    record Certifying(
            @NotBlank @Size(max = 64) String holder,

            @NotNull @Size(max = 300) List<@NotNull @Size(max = 2_100) String> held) {}

    record CertificationView(String holder, List<String> held, String certifiedBy, Instant certifiedAt) {
        static CertificationView of(Certification certification) {
            return new CertificationView(
                    certification.holder(),
                    certification.held(),
                    certification.certifiedBy(),
                    certification.certifiedAt());
        }
    }

    /** @param act {@code created}, {@code roles} or {@code reset} */
    record SponsorView(String act, String by, List<String> approvedBy) {}

    record BreakGlassRole(String id, String role, Instant until) {
        static BreakGlassRole of(BreakGlass breakGlass) {
            return new BreakGlassRole(breakGlass.name(), breakGlass.role().code(), breakGlass.until());
        }
    }

    /**
     * @param certifiedAt of what is held now; null if nobody certified that
     * @param breakGlass held for some hours beside; null if there is none
     */
    record AccessView(
            String holder,
            List<String> held,
            Instant since,
            @Nullable Instant lastUsedAt,
            List<SponsorView> sponsors,
            @Nullable String certifiedBy,
            @Nullable Instant certifiedAt,
            Instant dueAt,
            @Nullable BreakGlassRole breakGlass) {
        static AccessView of(ReviewedAccess access) {
            Optional<Certification> certification = Optional.ofNullable(access.certification());
            return new AccessView(
                    access.holder().name(),
                    access.holder().held(),
                    access.holder().since(),
                    access.holder().lastUsedAt(),
                    access.sponsors().stream()
                            .map(each -> new SponsorView(
                                    each.act().name().toLowerCase(Locale.ROOT),
                                    each.by(),
                                    each.approvedBy().stream().sorted().toList()))
                            .toList(),
                    certification.map(Certification::certifiedBy).orElse(null),
                    certification.map(Certification::certifiedAt).orElse(null),
                    access.dueAt(),
                    Optional.ofNullable(access.breakGlass())
                            .map(BreakGlassRole::of)
                            .orElse(null));
        }
    }

    @GetMapping
    @RequiresScope(staff = "approvals:read")
    Page<AccessView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return reviews.list(caller, Paging.of(cursor, limit)).map(AccessView::of);
    }

    @PostMapping("/certifications")
    @RequiresScope(staff = "approvals:decide")
    ResponseEntity<String> certify(
            Caller caller,
            HttpServletRequest request,
            HttpServletResponse response,
            @Valid @RequestBody Certifying body) {
        IdempotencyKey key = idempotency.keyOf(caller, request, body);
        Checker checker = ApprovalsController.checker(caller, request, null);
        try {
            return answers.respond(idempotency.once(
                    key, () -> switch (reviews.certify(checker, body.holder(), Set.copyOf(body.held()))) {
                        case CertifyOutcome.Certified(var certification) ->
                            Idempotency.Effect.of(answers.created(CertificationView.of(certification)));
                        case CertifyOutcome.Refused(ProblemCode reason) -> throw Refusal.of(reason);
                    }));
        } catch (Refusal refusal) {
            approvals.noteRefusal(caller, "access_review.certify", body.holder(), refusal.code());
            if (refusal.code() == ProblemCode.SIGN_IN_TOO_OLD) {
                ApprovalsController.askToSignInAgain(response, settings);
            }
            throw refusal;
        }
    }
}
