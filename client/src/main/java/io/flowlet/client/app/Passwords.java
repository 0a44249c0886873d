package io.flowlet.client.app;

import io.flowlet.client.pages.Form;
import org.springframework.web.servlet.function.ServerRequest;

/** What this side can say about a new password before the server judges it. */
final class Passwords {
    private static final int LEAST = 15;
    private static final int MOST = 128;

    private Passwords() {}

    /** As it was typed: spaces belong to a password. */
    static String typed(ServerRequest request, String field) {
        return request.param(field).orElse("");
    }

    static void check(Form form, String field, String password) {
        int length = password.codePointCount(0, password.length());
        if (length == 0) {
            form.fault(field, "Choose a password");
        } else if (length < LEAST) {
            form.fault(field, "Use at least " + LEAST + " characters");
        } else if (length > MOST) {
            form.fault(field, "Use at most " + MOST + " characters");
        }
    }
}
