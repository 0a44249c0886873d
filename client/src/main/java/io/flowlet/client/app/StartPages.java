package io.flowlet.client.app;

import io.flowlet.client.pages.Form;
import io.flowlet.client.pages.Pages;
import io.flowlet.client.session.SignedIn;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.Signup.NewAccount;
import io.flowlet.sdk.problem.DependencyProblem;
import io.flowlet.sdk.problem.FieldFault;
import io.flowlet.sdk.problem.Unreachable;
import io.flowlet.sdk.problem.ValidationProblem;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Before somebody is signed in. */
public final class StartPages {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+");
    private static final int NAME_CHARS = 100;
    private static final int EMAIL_CHARS = 254;
    private static final Map<String, String> FIELDS = Map.of(
            "email", "email",
            "password", "password",
            "given_name", "given_name",
            "family_name", "family_name");

    private final Pages pages;
    private final Flowlet flowlet;

    /** @param flowlet with the credentials that open accounts */
    public StartPages(Pages pages, Flowlet flowlet) {
        this.pages = pages;
        this.flowlet = flowlet;
    }

    /** {@code GET /} */
    public ServerResponse welcome(ServerRequest request) {
        return SignedIn.person().isPresent() ? Pages.goTo("/wallet") : pages.show(request, "welcome", "");
    }

    /** {@code GET /sign-up} */
    public ServerResponse signUp(ServerRequest request) {
        return pages.show(request, "sign-up", Form.empty());
    }

    /** {@code POST /sign-up} */
    public ServerResponse open(ServerRequest request) {
        Form form = Form.of(request);
        String given = form.required("given_name", NAME_CHARS, "Enter your given name");
        String family = form.required("family_name", NAME_CHARS, "Enter your family name");
        String email = form.required("email", EMAIL_CHARS, "Enter your e-mail address");
        if (!email.isEmpty() && !EMAIL.matcher(email).matches()) {
            form.fault("email", "Enter an e-mail address like name@example.com");
        }
        String password = Passwords.typed(request, "password");
        Passwords.check(form, "password", password);
        if (!form.isSound()) {
            return refused(request, form);
        }
        try {
            flowlet.signup().create(new NewAccount(email, password, given, family));
        } catch (ValidationProblem refusal) {
            return refused(
                    request,
                    form.refusedBy(refusal, StartPages::field, "The account could not be opened: check the form"));
        } catch (Unreachable | DependencyProblem unavailable) {
            return pages.show(
                    request,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "sign-up",
                    form.fault("", "We cannot reach the service. Your entries are still here: try again in a moment"));
        }
        return Pages.goTo("/sign-up/done");
    }

    private ServerResponse refused(ServerRequest request, Form form) {
        return pages.show(request, HttpStatus.UNPROCESSABLE_CONTENT, "sign-up", form);
    }

    private static String field(FieldFault fault) {
        return FIELDS.getOrDefault(Form.lastOf(fault), "");
    }

    /** {@code GET /sign-up/done} */
    public ServerResponse ready(ServerRequest request) {
        return pages.show(request, "sign-up-done", "");
    }

    /** {@code GET /signed-out} */
    public ServerResponse signedOut(ServerRequest request) {
        return pages.show(request, "signed-out", "");
    }

    /** {@code GET /sign-in-failed} */
    public ServerResponse signInFailed(ServerRequest request) {
        return pages.show(request, HttpStatus.UNAUTHORIZED, "sign-in-failed", "");
    }
}
