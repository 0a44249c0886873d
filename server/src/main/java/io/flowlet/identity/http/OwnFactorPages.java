package io.flowlet.identity.http;

import static io.flowlet.identity.http.SignInPages.escaped;
import static io.flowlet.identity.http.SignInPages.fault;
import static io.flowlet.identity.http.SignInPages.link;
import static io.flowlet.identity.http.SignInPages.page;
import static io.flowlet.identity.http.SignInPages.summary;

import io.flowlet.identity.Client;
import io.flowlet.identity.Factor;
import io.flowlet.identity.FactorList;
import io.flowlet.identity.Passkey;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The page on which a person sees and changes the own second factors, as HTML without script. */
@Component
final class OwnFactorPages {
    private static final String WRONG = "This is not your password";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /**
     * The page as it will be sent.
     *
     * @param wrong whether the password was
     */
    record Form(Client client, String action, String token, boolean wrong) {
        @Override
        public String toString() {
            return "Form[" + client.clientId() + "]";
        }
    }

    String list(FactorList own, Form form) {
        boolean none = own.isEmpty();
        String body = """
                <p class="to">of your account at <strong>%1$s</strong></p>
                %2$s%3$s<form method="post" action="%4$s" novalidate>
                <input type="hidden" name="form_token" value="%5$s">
                <div class="field">
                <label for="password">Your password</label>
                <p class="hint" id="password-hint">Needed for every change.</p>
                %6$s<input id="password" name="password" type="password" autocomplete="current-password" required
                 aria-describedby="password-hint%7$s"%8$s>
                </div>
                %9$s</form>
                """.formatted(
                        escaped(form.client().name()),
                        summary(form.wrong() ? List.of(link("password", WRONG)) : List.of()),
                        none ? "<p>Beside your password there is nothing that proves that it is you.</p>\n" : told(own),
                        escaped(form.action()),
                        escaped(form.token()),
                        form.wrong() ? fault("password", WRONG) : "",
                        form.wrong() ? " password-fault" : "",
                        form.wrong() ? " aria-invalid=\"true\"" : "",
                        buttons(own, none));
        return page((form.wrong() ? "Error: " : "") + "Second step", "Second step", body);
    }

    private static String told(FactorList own) {
        String apps = own.factors().stream().map(OwnFactorPages::told).collect(Collectors.joining());
        String keys = own.passkeys().stream().map(OwnFactorPages::told).collect(Collectors.joining());
        return "<ul>\n%s%s<li>%d of 10 recovery codes are left</li>\n</ul>\n"
                .formatted(apps, keys, own.recoveryCodes());
    }

    private static String told(Factor factor) {
        String used = factor.usedAt() == null ? "not used since" : "last used on " + DAY.format(factor.usedAt());
        return "<li>Authenticator app, set up on %s, %s</li>%n".formatted(DAY.format(factor.madeAt()), used);
    }

    private static String told(Passkey passkey) {
        String used = passkey.usedAt() == null ? "not used since" : "last used on " + DAY.format(passkey.usedAt());
        return "<li>Passkey%s, made on %s, %s</li>%n"
                .formatted(passkey.backedUp() ? " on all your devices" : "", DAY.format(passkey.madeAt()), used);
    }

    private static String which(List<Passkey> passkeys) {
        String options = passkeys.stream()
                .map(passkey -> "<option value=\"%s\">made on %s</option>%n"
                        .formatted(passkey.publicId(), DAY.format(passkey.madeAt())))
                .collect(Collectors.joining());
        return """
                <div class="field apart">
                <label for="which">Passkey to remove</label>
                <select id="which" name="which">
                %s</select>
                </div>
                """.formatted(options);
    }

    private static String buttons(FactorList own, boolean none) {
        boolean app = !own.factors().isEmpty();
        StringBuilder buttons = new StringBuilder(own.passkeysOffered() ? button("passkey", "Add a passkey") : "")
                .append(button("app", app ? "Set up another app in its place" : "Set up an authenticator app"));
        if (none) {
            return buttons.toString();
        }
        buttons.append(button("codes", "Make new recovery codes"));
        boolean last = own.factors().size() + own.passkeys().size() == 1;
        if (!own.passkeys().isEmpty() && !(last && own.required())) {
            buttons.append(which(own.passkeys())).append(button("remove_passkey", "Remove this passkey"));
        }
        return own.required()
                ? buttons.toString()
                : buttons.append(button("remove", "Remove the second step")).toString();
    }

    private static String button(String act, String text) {
        return "<button type=\"submit\" name=\"act\" value=\"%s\">%s</button>%n".formatted(act, text);
    }

    String notSignedIn() {
        return page("You are not signed in", "You are not signed in", """
                <p>Go back to the application, sign in, and come here again. If you have a second step, sign in with it.</p>
                """);
    }

    String notPossible() {
        return page("Not possible", "This is not possible", """
                <p>Your account must have a second step, or has none that could be changed. Nothing was done.</p>
                """);
    }
}
