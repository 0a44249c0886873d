package io.flowlet.identity.http;

import io.flowlet.identity.PasskeySignIns;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;

/** Puts the button for passkeys on the pages of signing in. Its challenge is bound to its form, and so to the browser. Thread-safe. */
@Component
final class PasskeyOffers {
    private final PasskeySignIns passkeys;
    private final PasskeyForms pages;
    private final FormTokens forms;

    PasskeyOffers(PasskeySignIns passkeys, PasskeyForms pages, FormTokens forms) {
        this.passkeys = passkeys;
        this.pages = pages;
        this.forms = forms;
    }

    /** As HTML; nothing where none can work. */
    String button(HttpServletRequest request, HttpServletResponse response) {
        if (!passkeys.areOffered()) {
            return "";
        }
        String action = PasskeyController.PATH + "?" + request.getQueryString();
        String token = forms.token(request, response, action);
        return pages.use(new FactorPages.Form(action, token), passkeys.offer(token));
    }
}
