package io.flowlet.identity.http;

import io.flowlet.actor.Scope;
import io.flowlet.http.FieldFault;
import io.flowlet.identity.Audience;
import io.flowlet.identity.Client;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.internal.AuthorizationRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The pages of signing in and out and of staff's invitations as HTML: no script, readable without their style. */
@Component
final class SignInPages {
    static final String STYLE = "/signin/style.css";

    private static final String POSTING_SCRIPT = "document.forms[0].submit()";
    /** What a content security policy calls the only script of {@link #posting}. */
    static final String POSTING_SCRIPT_HASH = "sha256-" + sha256(POSTING_SCRIPT);

    private final String style = HostedPage.style("signin.css");
    private final FederationPages federation;

    SignInPages(FederationPages federation) {
        this.federation = federation;
    }

    /**
     * What the person typed last and what was wrong with it.
     *
     * @param email shown again; the password never is
     */
    record Entry(String email, boolean emailMissing, boolean passwordMissing, boolean wrong) {
        /** Nothing yet, or what is likely to be typed. */
        static Entry of(String email) {
            return new Entry(email, false, false, false);
        }

        static Entry wrong(String email) {
            return new Entry(email, false, false, true);
        }

        boolean isFaulty() {
            return emailMissing || passwordMissing || wrong;
        }

        @Override
        public String toString() {
            return "Entry[…]";
        }
    }

    /**
     * What stands around the fields.
     *
     * @param forgotten where a link is asked for; empty where none is sent
     * @param passkey the button for one, as HTML
     */
    record Frame(String action, String token, String forgotten, String passkey) {
        @Override
        public String toString() {
            return "Frame[…]";
        }
    }

    String signIn(Client client, Frame frame, Entry entry) {
        List<String> faults = new ArrayList<>();
        if (entry.emailMissing()) {
            faults.add(link("email", "Enter your e-mail address"));
        }
        if (entry.passwordMissing()) {
            faults.add(link("password", "Enter your password"));
        }
        if (entry.wrong()) {
            faults.add(link("email", "The e-mail address or the password is not right"));
        }
        boolean staff = client.signIn() != null && client.signIn().audience() == Audience.STAFF;
        String body = """
                <p class="to">to continue to <strong>%1$s</strong></p>
                %2$s<form method="post" action="%3$s" novalidate>
                <input type="hidden" name="form_token" value="%4$s">
                <div class="field">
                <label for="email">E-mail address</label>
                %5$s<input id="email" name="email" type="email" value="%6$s" autocomplete="username" autocapitalize="none"
                 spellcheck="false" maxlength="254" required%7$s>
                </div>
                <div class="field">
                <label for="password">Password</label>
                %8$s<input id="password" name="password" type="password" autocomplete="current-password" required%9$s>
                </div>
                <button type="submit">Sign in</button>
                </form>
                %11$s%10$s""".formatted(
                escaped(client.name()),
                summary(faults),
                escaped(frame.action()),
                escaped(frame.token()),
                entry.emailMissing() ? fault("email", "Enter your e-mail address") : "",
                escaped(entry.email()),
                described("email", entry.emailMissing(), entry.wrong()) + (entry.isFaulty() ? "" : " autofocus"),
                entry.passwordMissing() ? fault("password", "Enter your password") : "",
                described("password", entry.passwordMissing(), entry.wrong()),
                forgotten(frame),
                frame.passkey());
        String whole = body + federation.offer(client, frame.action().substring(SignInController.PATH.length()));
        return page((entry.isFaulty() ? "Error: " : "") + "Sign in", staff ? "Staff sign-in" : "Sign in", whole);
    }

    private static String forgotten(Frame frame) {
        return frame.forgotten().isEmpty()
                ? ""
                : "<p class=\"after\"><a href=\"%s\">Forgotten your password?</a></p>%n"
                        .formatted(escaped(frame.forgotten()));
    }

    /** Who chooses a password. */
    record Invited(String email, String roles, boolean isCodeNeeded) {
        @Override
        public String toString() {
            return "Invited[…]";
        }
    }

    /** @param fault of {@code /code} or {@code /password} */
    String choosePassword(Invited invited, Optional<FieldFault> fault) {
        Optional<FieldFault> code = fault.filter(wrong -> wrong.pointer().equals("/code"));
        Optional<FieldFault> password = fault.filter(wrong -> code.isEmpty());
        String body = """
                <p>You were invited to work in this program as <strong>%1$s</strong>. Choose the password with which you will sign in.</p>
                %3$s<form method="post" novalidate>
                %7$s<div class="field">
                <label for="username">E-mail address</label>
                <input id="username" name="username" type="text" value="%2$s" autocomplete="username" readonly>
                </div>
                <div class="field">
                <label for="password">New password</label>
                <p class="hint" id="password-hint">15 characters or more; four or five random words are easy to remember and hard to guess.</p>
                %4$s<input id="password" name="password" type="password" autocomplete="new-password" required
                 aria-describedby="password-hint%5$s"%6$s>
                </div>
                <button type="submit">Set password</button>
                </form>
                """.formatted(
                escaped(invited.roles()),
                escaped(invited.email()),
                summary(
                        fault
                                .map(wrong -> link(code.isPresent() ? "code" : "password", escaped(wrong.detail())))
                                .stream()
                                .toList()),
                password.map(wrong -> fault("password", escaped(wrong.detail())))
                        .orElse(""),
                password.isPresent() ? " password-fault" : "",
                password.isPresent() ? " aria-invalid=\"true\"" : invited.isCodeNeeded() ? "" : " autofocus",
                invited.isCodeNeeded() ? code(code) : "");
        return page((fault.isPresent() ? "Error: " : "") + "Choose a password", "Choose a password", body);
    }

    private static String code(Optional<FieldFault> fault) {
        return """
                <div class="field">
                <label for="code">Code</label>
                <p class="hint" id="code-hint">Ten letters and digits, from the colleague who agreed to your invitation: not from whoever sent you the link.</p>
                %1$s<input id="code" name="code" type="text" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required autofocus
                 aria-describedby="code-hint%2$s"%3$s>
                </div>
                """.formatted(
                fault.map(wrong -> fault("code", escaped(wrong.detail()))).orElse(""),
                fault.isPresent() ? " code-fault" : "",
                fault.isPresent() ? " aria-invalid=\"true\"" : "");
    }

    String passwordChosen() {
        return page("Your account is ready", "Your account is ready", """
                <p>Your password is set and this link has stopped working. Sign in at the address that your program gave you.</p>
                """);
    }

    String accountExists() {
        return page("You have an account", "You have an account", """
                <p>Somebody with this address, or an alias of it, works in this program already, so nothing was changed. Sign in with your own password.</p>
                """);
    }

    String closed() {
        return page("This link does not work", "This link does not work", """
                <p>This link was used, is older than 24 hours, or was copied incompletely. Ask whoever invited you for a new one.</p>
                """);
    }

    String unanswerable() {
        return page("This request cannot be answered", "This request cannot be answered", """
                <p>The address that brought you here does not belong to an application that may let people sign in, or it names a place to
                return to that is not registered. For your safety you were not sent there.</p>
                <p>Go back to the application and start again; if this page returns, tell whoever runs it.</p>
                """);
    }

    String expired(String again) {
        return page("This page has expired", "This page has expired", """
                <p>The form was open for too long, or your browser keeps no cookies. Nothing was sent.</p>
                <p><a href="%s">Sign in again</a></p>
                """.formatted(escaped(again)));
    }

    String foreign() {
        return page("Not carried out", "Not carried out", """
                <p>The request came from another site and was not carried out.</p>
                """);
    }

    String tooMany(int seconds) {
        int minutes = Math.max(1, Math.ceilDiv(seconds, 60));
        return page(
                "Too many attempts", "Too many attempts", """
                <p>The password was wrong too often. Wait %d %s, then try again.</p>
                """.formatted(minutes, minutes == 1 ? "minute" : "minutes"));
    }

    String overloaded() {
        return page("Busy", "Just a moment", """
                <p>Too many people are signing in at this moment. Go back and try again in a few seconds.</p>
                """);
    }

    /** Says yes or no to what a client asks for. */
    String consent(AuthorizationRequest asked, String action, String token) {
        return page("Allow access", "Allow access?", """
                <p><strong>%s</strong> asks to:</p>
                <ul>
                %s</ul>
                <form method="post" action="%s">
                <input type="hidden" name="form_token" value="%s">
                <button type="submit" name="decision" value="allow">Allow</button>
                <button type="submit" name="decision" value="deny" class="secondary">Do not allow</button>
                </form>
                """.formatted(
                        escaped(asked.client().name()), wanted(asked), escaped(action), escaped(token)));
    }

    /** What a client asks for, as the items of a list. */
    static String wanted(AuthorizationRequest asked) {
        return Stream.concat(
                        asked.openId() == null
                                ? Stream.empty()
                                : asked.openId().scopes().stream().sorted().map(SignInPages::told),
                        asked.scopes().stream()
                                .map(Scope::value)
                                .sorted()
                                .map(scope -> "use <code>%s</code> for you".formatted(escaped(scope))))
                .map("<li>%s</li>%n"::formatted)
                .collect(Collectors.joining());
    }

    private static String told(OpenIdScope scope) {
        return switch (scope) {
            case OPENID -> "know that it is you, by a name that says nothing else";
            case PROFILE -> "see your name";
            case EMAIL -> "see your e-mail address";
            case OFFLINE_ACCESS -> "stay signed in for you while you are away";
        };
    }

    /** A form that posts itself to a client, by a button where scripts do not run. */
    String posting(RedirectUri to, Map<String, String> fields) {
        String inputs = fields.entrySet().stream()
                .map(field -> "<input type=\"hidden\" name=\"%s\" value=\"%s\">%n"
                        .formatted(escaped(field.getKey()), escaped(field.getValue())))
                .collect(Collectors.joining());
        return page("Going back", "Going back to the application", """
                <form method="post" action="%s">
                %s<button type="submit">Continue</button>
                </form>
                <script>%s</script>
                """.formatted(
                        escaped(to.value()), inputs, POSTING_SCRIPT));
    }

    /** @param client that the person leaves by name; empty if none is known */
    String signOut(Optional<Client> client, String action, String token) {
        return page("Sign out", "Sign out", """
                <p>You leave %severy application that you signed in to with this browser.</p>
                <form method="post" action="%s">
                <input type="hidden" name="form_token" value="%s">
                <button type="submit" autofocus>Sign out</button>
                </form>
                """.formatted(
                        client.map(known -> "<strong>" + escaped(known.name()) + "</strong> and ")
                                .orElse(""),
                        escaped(action),
                        escaped(token)));
    }

    String signedOut() {
        return page("Signed out", "You are signed out", """
                <p>You can close this page.</p>
                """);
    }

    String style() {
        return style;
    }

    static String page(String title, String heading, String body) {
        return HostedPage.of(STYLE, title, heading, body);
    }

    static String summary(List<String> links) {
        if (links.isEmpty()) {
            return "";
        }
        return """
                <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title">
                <h2 id="summary-title">There is a problem</h2>
                <ul>%s</ul>
                </div>
                """.formatted(String.join("", links));
    }

    static String link(String field, String text) {
        return "<li><a href=\"#%s\">%s</a></li>".formatted(field, text);
    }

    static String fault(String field, String text) {
        return "<p class=\"fault\" id=\"%s-fault\">%s</p>%n".formatted(field, text);
    }

    private static String described(String field, boolean missing, boolean wrong) {
        if (missing) {
            return " aria-invalid=\"true\" aria-describedby=\"%s-fault\"".formatted(field);
        }
        return wrong ? " aria-invalid=\"true\"" : "";
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
