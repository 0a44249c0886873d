package io.flowlet.identity.http;

import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.IdentitySettings;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/** The three pages of an invitation as HTML, without script and readable without their style. */
@Component
final class InvitationPages {
    static final String STYLE = "/invite/style.css";

    private static final String INVITATION = """
            <p>You were sent a link that makes its first user an <strong>operator</strong> of this installation: someone who creates
            programs. An operator sees no tenant's data and moves no money.</p>
            <p>The button creates a client id and a secret and shows them <strong>once</strong>. Have your password manager at hand; the
            link then stops working.</p>
            <form method="post">
            <button type="submit">Create my credentials</button>
            </form>
            """;
    private static final String CLOSED = """
            <p>This link does not work: it was used, it is older than 15 minutes, or it was copied incompletely.</p>
            <p>Whoever runs this installation can make a new one: <code>./flowlet admin invite</code></p>
            """;
    private static final String FOREIGN = """
            <p>The request came from another site and was not carried out. Open your link itself and press the button there.</p>
            """;

    private final String tokenEndpoint;
    private final String style;

    InvitationPages(IdentitySettings settings) {
        this.tokenEndpoint = settings.link("/oauth2/token").toString();
        this.style = HostedPage.style("style.css");
    }

    String invitation() {
        return page("Become an operator", INVITATION);
    }

    String credentials(ClientCredentials made) {
        String body = """
                <p><strong>Save these now: the secret is not stored and cannot be shown again.</strong></p>
                <dl>
                <dt>Client id</dt>
                <dd><code>%1$s</code></dd>
                <dt>Client secret</dt>
                <dd><code>%2$s</code></dd>
                </dl>
                <h2>Get an access token</h2>
                <pre><code>curl -u '%1$s:%2$s' -d grant_type=client_credentials %3$s</code></pre>
                <p>Then create a program with <code>POST /v1/programs</code>.</p>
                """.formatted(
                        HtmlUtils.htmlEscape(made.client().clientId()),
                        HtmlUtils.htmlEscape(made.secret()),
                        HtmlUtils.htmlEscape(tokenEndpoint));
        return page("Your credentials", body);
    }

    String closed() {
        return page("This link does not work", CLOSED);
    }

    String foreign() {
        return page("Not carried out", FOREIGN);
    }

    String style() {
        return style;
    }

    private static String page(String title, String body) {
        return HostedPage.of(STYLE, title, title, body);
    }
}
