package io.flowlet.identity.http;

import io.flowlet.identity.Client;
import io.flowlet.identity.FederationReturn.Why;
import io.flowlet.identity.StaffProviders;
import org.springframework.stereotype.Component;

/** The pages of signing in by a tenant's identity provider as HTML: no script, readable without their style. */
@Component
final class FederationPages {
    private final StaffProviders providers;

    FederationPages(StaffProviders providers) {
        this.providers = providers;
    }

    /**
     * The way to the provider, for the sign-in page; nothing where there is none.
     *
     * @param query of the app's request, with its question mark
     */
    String offer(Client client, String query) {
        return providers.isOffered(client) ? """
                <p class="or">or</p>
                <p><a class="button" href="%s">Sign in with your organisation</a></p>
                """.formatted(SignInPages.escaped(FederationController.PATH + query)) : "";
    }

    String gone() {
        return SignInPages.page("This sign-in is over", "This sign-in is over", """
                <p>It was begun in another browser or too long ago, or it was finished before. Nobody was signed in.</p>
                <p>Go back to the application and start again.</p>
                """);
    }

    /** @param again where the person may try again */
    String refused(Why why, String again) {
        String heading = switch (why) {
            case CANCELLED -> "You were not signed in";
            case AWAY -> "Your organisation's sign-in does not answer";
            case DISBELIEVED -> "Your organisation's sign-in was not accepted";
            case TOO_WEAK -> "A stronger sign-in is needed";
            case NOT_ADMITTED -> "You cannot come in this way";
        };
        String text = switch (why) {
            case CANCELLED -> "Your organisation's sign-in ended without you being signed in.";
            case AWAY -> "Try again in a moment. If it lasts, tell whoever runs your organisation's sign-in.";
            case DISBELIEVED ->
                "What your organisation's sign-in sent is not what it must be, so nobody was signed in. If this page returns, tell your administrator.";
            case TOO_WEAK ->
                "Sign in at your organisation with a second factor, and anew: an older sign-in or a password alone is not enough here.";
            case NOT_ADMITTED ->
                "You signed in at your organisation, but that opens nothing here. Ask your administrator, who can see why.";
        };
        return SignInPages.page(heading, heading, """
                <p>%s</p>
                <p><a href="%s">Try again</a></p>
                """.formatted(text, SignInPages.escaped(again)));
    }
}
