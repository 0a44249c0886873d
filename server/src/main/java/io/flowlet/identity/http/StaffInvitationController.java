package io.flowlet.identity.http;

import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.StaffInvitation;
import io.flowlet.identity.StaffInvitations;
import io.flowlet.identity.StaffRedemption;
import io.flowlet.identity.StaffRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page behind a staff invitation, on which the person chooses a password.
 *
 * <p>The link's token is the only secret, unless another person agreed to the invitation and was told a code; a page of another site that does not know it can do nothing here, and one that knows it is still
 * refused. Unknown, used and expired links get the same page.
 */
@RestController
final class StaffInvitationController {
    private static final FieldFault WRONG_CODE = new FieldFault(
            "/code", "wrong_code", "This is not the code of this invitation. After five wrong ones it works no more.");

    private final StaffInvitations invitations;
    private final SignInPages pages;
    private final BrowserAnswers answers;

    StaffInvitationController(StaffInvitations invitations, SignInPages pages, BrowserAnswers answers) {
        this.invitations = invitations;
        this.pages = pages;
        this.answers = answers;
    }

    @GetMapping(StaffInvitations.PATH + "{token}")
    ResponseEntity<String> show(@PathVariable String token, HttpServletResponse response) {
        return invitations
                .find(token)
                .map(invitation -> page(HttpStatus.OK, form(invitation, Optional.empty()), response))
                .orElseGet(() -> page(HttpStatus.NOT_FOUND, pages.closed(), response));
    }

    @PostMapping(StaffInvitations.PATH + "{token}")
    ResponseEntity<String> redeem(
            @PathVariable String token, HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return page(HttpStatus.FORBIDDEN, pages.foreign(), response);
        }
        Optional<StaffInvitation> invitation = invitations.find(token);
        if (invitation.isEmpty()) {
            return page(HttpStatus.NOT_FOUND, pages.closed(), response);
        }
        String password = Optional.ofNullable(request.getParameter("password")).orElse("");
        try {
            String code = Optional.ofNullable(request.getParameter("code")).orElse("");
            return switch (invitations.redeem(
                    token, code, password, RequestAttributes.trace(request).orElseThrow())) {
                case StaffRedemption.NoSuchLink() -> page(HttpStatus.NOT_FOUND, pages.closed(), response);
                case StaffRedemption.WrongCode() ->
                    page(HttpStatus.UNPROCESSABLE_CONTENT, form(invitation.get(), Optional.of(WRONG_CODE)), response);
                case StaffRedemption.Tried(var outcome) -> told(outcome, invitation.get(), response);
            };
        } catch (Refusal refusal) {
            if (refusal.code() != ProblemCode.OVERLOADED) {
                throw refusal;
            }
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            return page(HttpStatus.SERVICE_UNAVAILABLE, pages.overloaded(), response);
        }
    }

    private ResponseEntity<String> told(
            AccountOutcome outcome, StaffInvitation invitation, HttpServletResponse response) {
        return switch (outcome) {
            case AccountOutcome.Created created -> page(HttpStatus.OK, pages.passwordChosen(), response);
            case AccountOutcome.EmailTaken taken -> page(HttpStatus.CONFLICT, pages.accountExists(), response);
            case AccountOutcome.PasswordRefused refused ->
                page(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        form(invitation, Optional.of(refused.faults().getFirst())),
                        response);
        };
    }

    private String form(StaffInvitation invitation, Optional<FieldFault> fault) {
        String roles = invitation.roles().stream().map(StaffRole::code).sorted().collect(Collectors.joining(", "));
        return pages.choosePassword(
                new SignInPages.Invited(invitation.email(), roles, invitation.isCodeNeeded()), fault);
    }

    private ResponseEntity<String> page(HttpStatus status, String html, HttpServletResponse response) {
        return answers.page(status, html, Optional.empty(), response);
    }
}
