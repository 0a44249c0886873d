package io.flowlet.identity.http;

import static io.flowlet.identity.http.SignInPages.escaped;
import static io.flowlet.identity.http.SignInPages.fault;
import static io.flowlet.identity.http.SignInPages.link;
import static io.flowlet.identity.http.SignInPages.page;
import static io.flowlet.identity.http.SignInPages.summary;

import io.flowlet.identity.TotpOffer;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The pages of second factors as HTML: no script, readable without their style. */
@Component
final class FactorPages {
    private static final String WRONG = "This code is not right. Codes change every 30 seconds, and each works once";

    /**
     * A form as it will be sent.
     *
     * @param hidden a further field; empty for none
     */
    record Form(String action, String token, String hidden) {
        Form(String action, String token) {
            this(action, token, "");
        }

        private String begin() {
            return """
                    <form method="post" action="%s" novalidate>
                    <input type="hidden" name="form_token" value="%s">
                    %s""".formatted(escaped(action), escaped(token), hidden);
        }

        @Override
        public String toString() {
            return "Form[…]";
        }
    }

    /**
     * @param passkey the button for one, as HTML
     * @param again where the person starts over
     */
    String code(Form form, String passkey, String again, boolean wrong) {
        String body = """
                <p>Your password was right. Now show that it is you.</p>
                %1$s%2$s%3$s<button type="submit">Continue</button>
                </form>
                %5$s<p class="after"><a href="%4$s">Start again</a></p>
                """.formatted(
                summary(wrong ? List.of(link("code", WRONG)) : List.of()),
                form.begin(),
                codeField("The six digits that your authenticator app shows, or one of your recovery codes.", wrong),
                escaped(again),
                passkey);
        return page((wrong ? "Error: " : "") + "Second step", "Second step", body);
    }

    /** @param why that the person reads first; as HTML */
    String setUp(Form form, TotpOffer offer, String why, boolean wrong) {
        String body = """
                %1$s%2$s<ol>
                <li>Open an authenticator app on your phone, such as the one that came with it or with your password manager.</li>
                <li>Let it read this picture, or type the key below it.</li>
                <li>Enter the six digits that the app shows.</li>
                </ol>
                %3$s<p class="key"><span class="label">Key</span> <code>%4$s</code></p>
                %5$s%6$s<button type="submit">Set up</button>
                </form>
                """.formatted(
                        summary(wrong ? List.of(link("code", WRONG)) : List.of()),
                        why,
                        QrCode.svg(offer.uri(), "QR code for an authenticator app; the key below says the same"),
                        escaped(offer.secret().replaceAll("(.{4})(?!$)", "$1 ")),
                        form.begin(),
                        codeField("Six digits", wrong));
        return page((wrong ? "Error: " : "") + "Set up a second step", "Set up a second step", body);
    }

    /** @param form goes on */
    String recoveryCodes(List<String> codes, Form form) {
        String body = """
                <p>These are your recovery codes. Each signs you in once in the place of the app: when the phone is lost, they are what is left.
                Print them or keep them in a password manager. <strong>They are not shown again.</strong></p>
                %1$s%2$s<button type="submit">I have kept them</button>
                </form>
                """.formatted(listed(codes), form.begin());
        return page("Your recovery codes", "Your recovery codes", body);
    }

    /** For who left the page of the codes and comes back to it. */
    String goOn(Form form) {
        return page("Second step is set up", "Your second step is set up", """
                <p>The recovery codes were shown once. If you have not kept them, make new ones after you have signed in.</p>
                %s<button type="submit" autofocus>Sign in</button>
                </form>
                """.formatted(form.begin()));
    }

    String blocked(int seconds) {
        int minutes = Math.max(1, Math.ceilDiv(seconds, 60));
        return page("Too many wrong codes", "Too many wrong codes", """
                <p>Codes for this account were wrong too often, so for %d %s none is taken. If it was not you who typed them, somebody knows your
                password: change it as soon as you can.</p>
                """.formatted(
                        minutes, minutes == 1 ? "minute" : "minutes"));
    }

    static String listed(List<String> codes) {
        return codes.stream()
                .map(code -> "<li><code>" + escaped(code) + "</code></li>\n")
                .collect(Collectors.joining("", "<ul class=\"codes\">\n", "</ul>\n"));
    }

    static String codeField(String hint, boolean wrong) {
        return """
                <div class="field">
                <label for="code">Code</label>
                <p class="hint" id="code-hint">%1$s</p>
                %2$s<input id="code" name="code" type="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false"
                 maxlength="40" required aria-describedby="code-hint%3$s"%4$s>
                </div>
                """.formatted(
                        hint,
                        wrong ? fault("code", WRONG) : "",
                        wrong ? " code-fault" : "",
                        wrong ? " aria-invalid=\"true\"" : " autofocus");
    }
}
