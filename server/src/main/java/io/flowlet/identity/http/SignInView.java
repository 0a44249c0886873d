package io.flowlet.identity.http;

import io.flowlet.actor.Scope;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SignInRegistration;
import java.util.List;

/** Whom a client lets sign in, as the API shows it. */
record SignInView(String audience, List<String> redirectUris, List<String> scopes) {
    static SignInView of(SignInRegistration registration) {
        return new SignInView(
                registration.audience().code(),
                registration.redirectUris().stream().map(RedirectUri::value).toList(),
                registration.scopes().stream().map(Scope::value).sorted().toList());
    }
}
