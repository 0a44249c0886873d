package io.flowlet.identity.http;

import static io.flowlet.identity.http.SignInPages.escaped;
import static io.flowlet.identity.http.SignInPages.fault;
import static io.flowlet.identity.http.SignInPages.link;
import static io.flowlet.identity.http.SignInPages.page;
import static io.flowlet.identity.http.SignInPages.summary;

import io.flowlet.http.FieldFault;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The pages of a forgotten password as HTML without script. */
@Component
final class ResetPages {
    private static final String MISSING = "Enter your e-mail address";

    /** @param back to the sign-in */
    String ask(FactorPages.Form form, String back, boolean missing) {
        String body = """
                <p>Enter the address of your account. If there is one, a mail with a link is on its way; it works for 15 minutes.</p>
                %1$s<form method="post" action="%2$s" novalidate>
                <input type="hidden" name="form_token" value="%3$s">
                <div class="field">
                <label for="email">E-mail address</label>
                %4$s<input id="email" name="email" type="email" autocomplete="username" autocapitalize="none" spellcheck="false"
                 maxlength="254" required%5$s>
                </div>
                <button type="submit">Send the link</button>
                </form>
                <p class="after"><a href="%6$s">Back to the sign-in</a></p>
                """.formatted(
                        summary(missing ? List.of(link("email", MISSING)) : List.of()),
                        escaped(form.action()),
                        escaped(form.token()),
                        missing ? fault("email", MISSING) : "",
                        missing ? " aria-invalid=\"true\" aria-describedby=\"email-fault\"" : " autofocus",
                        escaped(back));
        return page((missing ? "Error: " : "") + "Forgotten password", "Forgotten password", body);
    }

    String asked() {
        return page("Look into your mail", "Look into your mail", """
                <p>If an account has this address, a mail with a link is on its way. It works once, for 15 minutes. Nothing changes without it.</p>
                <p>Nothing there? Look among unwanted mail, and check the address.</p>
                """);
    }

    String choose(Optional<FieldFault> fault) {
        String body = """
                <p>Every session of your account ends with it. Signing in takes your second step as before, if you have one.</p>
                %1$s<form method="post" novalidate>
                <div class="field">
                <label for="password">New password</label>
                <p class="hint" id="password-hint">15 characters or more, 12 with a second step; four or five random words are easy to remember and hard to guess.</p>
                %2$s<input id="password" name="password" type="password" autocomplete="new-password" required
                 aria-describedby="password-hint%3$s"%4$s>
                </div>
                <button type="submit">Set password</button>
                </form>
                """.formatted(
                summary(fault.map(wrong -> link("password", escaped(wrong.detail()))).stream()
                        .toList()),
                fault.map(wrong -> fault("password", escaped(wrong.detail()))).orElse(""),
                fault.isPresent() ? " password-fault" : "",
                fault.isPresent() ? " aria-invalid=\"true\"" : " autofocus");
        return page((fault.isPresent() ? "Error: " : "") + "Choose a new password", "Choose a new password", body);
    }

    String changed() {
        return page("Your password is changed", "Your password is changed", """
                <p>This link has stopped working. Go back to the application and sign in with the new password.</p>
                """);
    }

    String closed() {
        return page("This link does not work", "This link does not work", """
                <p>This link was used, is older than 15 minutes, or was copied incompletely. Ask for a new one at the sign-in.</p>
                """);
    }

    String tooMany(int seconds) {
        int minutes = Math.max(1, Math.ceilDiv(seconds, 60));
        return page(
                "Too many requests", "Too many requests", """
                <p>Links for this address were asked for too often. Wait %d %s, then try again.</p>
                """.formatted(minutes, minutes == 1 ? "minute" : "minutes"));
    }

    String notOffered() {
        return page("Not offered", "This is not offered here", """
                <p>This service sends no mail. Ask whoever runs it.</p>
                """);
    }
}
