package io.flowlet.identity.http;

import io.flowlet.actor.Trace;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.RequestAttributes;
import io.flowlet.http.SecurityLog;
import io.flowlet.identity.internal.DeviceAuthorizations;
import io.flowlet.identity.internal.OAuthPaths;
import io.flowlet.identity.internal.RefusalAudit;
import io.flowlet.identity.internal.TokenMeters;
import io.flowlet.identity.internal.UserCodeAttempts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The page on which a person enters the code that a device shows.
 *
 * <p>A code in the address ({@code verification_uri_complete}) is shown and not looked at before the person sends it. With a right one the browser goes on to
 * {@code /oauth2/authorize} and from there, signed in, to {@code /consent}. Refusals of the form, in this order: of another site or without its token
 * (403), no code (422), too many attempts (429), no device that waits under it (422).
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.3">RFC 8628, 3.3</a>
 */
@RestController
final class DeviceController {
    private static final int LONGEST = 32;

    private final DeviceAuthorizations devices;
    private final UserCodeAttempts attempts;
    private final RefusalAudit refusals;
    private final TokenMeters meters;
    private final FormTokens forms;
    private final SignInPages pages;
    private final BrowserAnswers answers;

    DeviceController(
            DeviceAuthorizations devices,
            UserCodeAttempts attempts,
            RefusalAudit refusals,
            TokenMeters meters,
            FormTokens forms,
            SignInPages pages,
            BrowserAnswers answers) {
        this.devices = devices;
        this.attempts = attempts;
        this.refusals = refusals;
        this.meters = meters;
        this.forms = forms;
        this.pages = pages;
        this.answers = answers;
    }

    @GetMapping(DeviceAuthorizations.PATH)
    ResponseEntity<String> show(HttpServletRequest request, HttpServletResponse response) {
        return form(HttpStatus.OK, DevicePages.Fault.NONE, request, response);
    }

    @PostMapping(DeviceAuthorizations.PATH)
    ResponseEntity<String> enter(HttpServletRequest request, HttpServletResponse response) {
        if (answers.isForeign(request)) {
            return answers.page(HttpStatus.FORBIDDEN, pages.foreign(), Optional.empty(), response);
        }
        if (!forms.isOwn(request, DeviceAuthorizations.PATH)) {
            return answers.page(HttpStatus.FORBIDDEN, DevicePages.expired(), Optional.empty(), response);
        }
        String typed = typed(request);
        if (typed.isEmpty()) {
            return form(HttpStatus.UNPROCESSABLE_CONTENT, DevicePages.Fault.MISSING, request, response);
        }
        ClientAddress address = RequestAttributes.clientAddress(request);
        int wait = attempts.begin(address);
        if (wait > 0) {
            refused("too_many_attempts", request);
            response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(wait));
            return answers.page(HttpStatus.TOO_MANY_REQUESTS, DevicePages.tooMany(wait), Optional.empty(), response);
        }
        Optional<String> query = devices.open(typed);
        if (query.isEmpty()) {
            refused("user_code_wrong", request);
            return form(HttpStatus.UNPROCESSABLE_CONTENT, DevicePages.Fault.WRONG, request, response);
        }
        attempts.right(address);
        return answers.redirect(OAuthPaths.AUTHORIZE + "?" + query.get());
    }

    private ResponseEntity<String> form(
            HttpStatus status, DevicePages.Fault fault, HttpServletRequest request, HttpServletResponse response) {
        String token = forms.token(request, response, DeviceAuthorizations.PATH);
        return answers.page(status, DevicePages.enter(typed(request), token, fault), Optional.empty(), response);
    }

    private void refused(String reason, HttpServletRequest request) {
        Trace trace = RequestAttributes.trace(request).orElseThrow();
        SecurityLog.write(SecurityLog.Event.USER_CODE_REFUSED, RequestAttributes.clientAddress(request), null, trace);
        refusals.record(null, "device.open", reason, trace);
        meters.device(reason);
    }

    private static String typed(HttpServletRequest request) {
        String sent = Optional.ofNullable(request.getParameter(DeviceAuthorizations.USER_CODE))
                .orElse("")
                .strip();
        return sent.substring(0, Math.min(sent.length(), LONGEST));
    }
}
