package io.flowlet.identity.http;

import static io.flowlet.identity.http.SignInPages.escaped;
import static io.flowlet.identity.http.SignInPages.page;

import io.flowlet.identity.NewPasskey;
import io.flowlet.identity.PasskeyOffer;
import org.springframework.stereotype.Component;

/** The parts of pages that need a passkey, and so a script: without it they do not show up, and the rest of the page works. */
@Component
final class PasskeyForms {
    static final String SCRIPT = "/signin/passkey.js";

    private final String script = HostedPage.style("passkey.js");

    /** A button by which somebody signs in. */
    String use(FactorPages.Form form, PasskeyOffer offer) {
        return """
                <form id="passkey-form" class="apart" method="post" action="%1$s" data-ceremony="use" data-challenge="%2$s" data-rp="%3$s" hidden>
                <input type="hidden" name="form_token" value="%4$s">
                <input type="hidden" name="passkey" value="">
                <p class="fault" id="passkey-fault" role="alert" hidden>No passkey answered. Try again, or sign in with your password.</p>
                <button type="submit" class="second">Sign in with a passkey</button>
                </form>
                <script src="%5$s" defer></script>
                """.formatted(
                        escaped(form.action()),
                        offer.challengeText(),
                        escaped(offer.relyingParty()),
                        escaped(form.token()),
                        SCRIPT);
    }

    /** A page on which a device makes one. */
    String make(FactorPages.Form form, NewPasskey made) {
        return page("Add a passkey", "Add a passkey", """
                <p>Your device asks for your finger, your face or its own code. From then on it signs you in with that.</p>
                <noscript><p class="fault">This needs a browser that runs the page's script.</p></noscript>
                <form id="passkey-form" method="post" action="%1$s" data-ceremony="make" data-challenge="%2$s" data-rp="%3$s" data-user="%4$s"
                 data-name="%5$s" data-known="%6$s" hidden>
                <input type="hidden" name="form_token" value="%7$s">
                <input type="hidden" name="passkey" value="">
                %8$s<p class="fault" id="passkey-fault" role="alert" hidden>Your device made no passkey. It may have one for this account already.</p>
                <button type="submit" autofocus>Add a passkey</button>
                </form>
                <script src="%9$s" defer></script>
                """.formatted(
                        escaped(form.action()),
                        made.offer().challengeText(),
                        escaped(made.offer().relyingParty()),
                        escaped(made.user()),
                        escaped(made.email()),
                        escaped(String.join(" ", made.known())),
                        escaped(form.token()),
                        form.hidden(),
                        SCRIPT));
    }

    /** @param again where the person starts over */
    String refused(String again) {
        return page(
                "This passkey does not work here", "This passkey does not work here", """
                <p>It was removed, belongs to another service, or took too long to answer.</p>
                <p><a href="%s">Sign in again</a></p>
                """.formatted(escaped(again)));
    }

    String script() {
        return script;
    }
}
