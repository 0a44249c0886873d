package io.flowlet.client.app;

import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.NotAnId;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.session.Audience;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Me;
import io.flowlet.sdk.Me.Session;
import io.flowlet.sdk.problem.FieldFault;
import io.flowlet.sdk.problem.ValidationProblem;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Where somebody is signed in, and the password. */
public final class SecurityPages {
    private final Pages pages;
    private final SignedIn signedIn;

    public SecurityPages(Pages pages, SignedIn signedIn) {
        this.pages = pages;
        this.signedIn = signedIn;
    }

    /** What the page shows. */
    public record SecurityView(String email, List<Session> sessions, Form form) {}

    /** {@code GET /security} */
    public ServerResponse overview(ServerRequest request) {
        return show(request, HttpStatus.OK, Form.empty());
    }

    private ServerResponse show(ServerRequest request, HttpStatus answer, Form form) {
        String email = SignedIn.person().orElseThrow().profile().email();
        return pages.show(
                request, answer, "security", new SecurityView(email, me(request).sessions(), form));
    }

    /** {@code POST /security/sessions/{id}} ends it. */
    public ServerResponse endSession(ServerRequest request) {
        me(request).endSession(NotAnId.checked(request.pathVariable("id"), "ses"));
        return Pages.goTo("/security", request, "That session has ended.");
    }

    /** {@code POST /security/password} */
    public ServerResponse changePassword(ServerRequest request) {
        Form form = Form.of(request);
        String current = Passwords.typed(request, "current_password");
        if (current.isEmpty()) {
            form.fault("current_password", "Enter your current password");
        }
        String replacement = Passwords.typed(request, "new_password");
        Passwords.check(form, "new_password", replacement);
        if (form.isSound()) {
            try {
                me(request).changePassword(current, replacement);
                return Pages.goTo("/security", request, "Your password was changed.");
            } catch (ValidationProblem refusal) {
                form.refusedBy(refusal, SecurityPages::field, "The password was not changed: check both fields");
            }
        }
        return show(request, HttpStatus.UNPROCESSABLE_CONTENT, form);
    }

    private static String field(FieldFault fault) {
        return Form.lastOf(fault).equals("current_password") ? "current_password" : "new_password";
    }

    private Me me(ServerRequest request) {
        return signedIn.api(request.servletRequest(), Audience.SUBSCRIBER).me();
    }
}
