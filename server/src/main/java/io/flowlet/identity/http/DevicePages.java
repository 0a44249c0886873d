package io.flowlet.identity.http;

import static io.flowlet.identity.http.SignInPages.escaped;

import io.flowlet.identity.Client;
import io.flowlet.identity.internal.AuthorizationRequest;
import io.flowlet.identity.internal.DeviceAuthorizations;
import java.util.List;
import java.util.Objects;

/** The pages on which a person lets a device in, as HTML: no script, readable without their style. */
final class DevicePages {
    private static final String TITLE = "Connect a device";
    private static final String MISSING = "Enter the code that the device shows";
    private static final String WRONG = "No device shows this code now";

    private DevicePages() {}

    /** What is wrong with a code that was typed. */
    enum Fault {
        NONE,
        MISSING,
        WRONG
    }

    /** @param typed shown again, or sent along by the device */
    static String enter(String typed, String token, Fault fault) {
        String text = switch (fault) {
            case NONE -> "";
            case MISSING -> MISSING;
            case WRONG -> WRONG;
        };
        boolean faulty = !text.isEmpty();
        String body = """
                %1$s<form method="post" action="%2$s" novalidate>
                <input type="hidden" name="form_token" value="%3$s">
                <div class="field">
                <label for="user_code">Code</label>
                <p class="hint" id="user_code-hint">Eight letters on the screen of the device in front of you, such as WDJB-MJHT. Compare it if it stands here already.
                Never enter a code that somebody sent you or read out to you.</p>
                %4$s<input id="user_code" name="user_code" type="text" value="%5$s" autocomplete="off" autocapitalize="characters" spellcheck="false"
                 maxlength="32" required aria-describedby="user_code-hint%6$s"%7$s>
                </div>
                <button type="submit">Continue</button>
                </form>
                """.formatted(
                        faulty ? SignInPages.summary(List.of(SignInPages.link("user_code", text))) : "",
                        DeviceAuthorizations.PATH,
                        escaped(token),
                        faulty ? SignInPages.fault("user_code", text) : "",
                        escaped(typed),
                        faulty ? " user_code-fault" : "",
                        faulty ? " aria-invalid=\"true\"" : " autofocus");
        return SignInPages.page((faulty ? "Error: " : "") + TITLE, TITLE, body);
    }

    /** Says yes or no to a device. */
    static String consent(AuthorizationRequest asked, String action, String token) {
        return SignInPages.page("Allow a device", "Allow this device?", """
                <p><strong>%1$s</strong> on the device that shows this code:</p>
                <p class="key"><code>%2$s</code></p>
                <p>asks to:</p>
                <ul>
                %3$s</ul>
                <div class="summary">
                <h2>Is the device in front of you?</h2>
                <p>Whoever holds the device will act for you. Allow it only if you started this yourself, just now, and the device shows the same code. Nobody who
                means well sends you a code or asks you to enter one: not even the bank.</p>
                </div>
                <form method="post" action="%4$s">
                <input type="hidden" name="form_token" value="%5$s">
                <button type="submit" name="decision" value="deny">Do not allow</button>
                <button type="submit" name="decision" value="allow" class="second">Allow</button>
                </form>
                """.formatted(
                        escaped(asked.client().name()),
                        escaped(Objects.requireNonNull(asked.device()).userCode()),
                        SignInPages.wanted(asked),
                        escaped(action),
                        escaped(token)));
    }

    static String allowed(Client client) {
        return SignInPages.page("Device allowed", "The device is allowed", """
                <p><strong>%s</strong> goes on on the device within some seconds. You can close this page.</p>
                <p>It acts for you until this sign-in ends: sign out to end it.</p>
                """.formatted(escaped(client.name())));
    }

    static String denied() {
        return SignInPages.page("Device not allowed", "The device is not allowed", """
                <p>Nothing was given to it. If somebody sent you the code, tell whoever runs the application. You can close this page.</p>
                """);
    }

    static String gone() {
        return SignInPages.page(
                "This code does not work", "This code does not work", """
                <p>A code works once and for ten minutes; this one was answered, is older, or was copied incompletely. Nothing was given to any device.</p>
                <p>Start again on the device, then <a href="%s">enter its new code</a>.</p>
                """.formatted(DeviceAuthorizations.PATH));
    }

    static String expired() {
        return SignInPages.page(
                "This page has expired", "This page has expired", """
                <p>The form was open for too long, or your browser keeps no cookies. Nothing was sent.</p>
                <p><a href="%s">Enter the code again</a></p>
                """.formatted(DeviceAuthorizations.PATH));
    }

    static String tooMany(int seconds) {
        int minutes = Math.max(1, Math.ceilDiv(seconds, 60));
        return SignInPages.page(
                "Too many attempts", "Too many attempts", """
                <p>Too many codes were wrong. Wait %d %s, then try again.</p>
                """.formatted(minutes, minutes == 1 ? "minute" : "minutes"));
    }
}
