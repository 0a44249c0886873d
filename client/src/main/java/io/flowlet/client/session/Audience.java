package io.flowlet.client.session;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** The two sorts of people who sign in here, each by an OAuth client of its own and with a part of the paths. */
public enum Audience {
    SUBSCRIBER(
            "",
            "/wallet",
            List.of(
                    "profile:read",
                    "profile:write",
                    "kys:read",
                    "kys:write",
                    "wallets:read",
                    "wallets:write",
                    "deposits:write",
                    "payments:read",
                    "payments:write")),
    STAFF(
            "/console",
            "/console/hits",
            List.of(
                    "profile:read",
                    "kys:read",
                    "kys:review",
                    "subscribers:read",
                    "subscribers:read_personal",
                    "screening:read",
                    "screening:decide",
                    "wallets:read",
                    "payments:read"));

    private static final String SIGNED_OUT = "/signed-out";

    private final String prefix;
    private final String home;
    /** With spaces between. */
    private final String scopes;

    Audience(String prefix, String home, List<String> scopes) {
        this.prefix = prefix;
        this.home = home;
        this.scopes = String.join(" ", scopes);
    }

    /** As the API names the kind of person, and the id of the registration. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is asked for at sign-in; the server grants what the person may have of it. */
    List<String> scopes() {
        return List.of(scopes.split(" "));
    }

    /** The first page after sign-in. */
    String home() {
        return home;
    }

    /** A link to it begins a sign-in. */
    public String signInPath() {
        return signInRoot() + "/" + id();
    }

    String signInRoot() {
        return prefix + "/sign-in";
    }

    String signedInPath() {
        return prefix + "/signed-in";
    }

    /** Posted to, it ends the session. */
    public String signOutPath() {
        return prefix + "/sign-out";
    }

    String sessionKey() {
        return "flowlet.person." + id();
    }

    /** The addresses that have to be registered for this audience's OAuth client: after sign-in, and after sign-out. */
    public List<URI> redirectUris(URI publicUrl) {
        return List.of(signedInUri(publicUrl), signedOutUri(publicUrl));
    }

    URI signedInUri(URI publicUrl) {
        return URI.create(publicUrl + signedInPath());
    }

    URI signedOutUri(URI publicUrl) {
        return URI.create(publicUrl + SIGNED_OUT);
    }
}
