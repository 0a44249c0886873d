package io.flowlet.identity;

import io.flowlet.actor.Scope;
import java.util.List;
import java.util.Set;

/**
 * That a client may let persons sign in.
 *
 * @param audience whom, subscribers or staff; never both
 * @param redirectUris where persons may be sent back to, 1 to 10
 * @param scopes what the persons' tokens can hold at most; of staff, only what their roles open as well
 */
public record SignInRegistration(Audience audience, List<RedirectUri> redirectUris, Set<Scope> scopes) {
    public static final int MOST_REDIRECTS = 10;

    /** @throws IllegalArgumentException if something is missing or {@code audience} cannot hold a scope */
    public SignInRegistration {
        redirectUris = List.copyOf(redirectUris);
        scopes = Set.copyOf(scopes);
        if (redirectUris.isEmpty() || redirectUris.size() > MOST_REDIRECTS) {
            throw new IllegalArgumentException("a client has 1 to %d redirect addresses".formatted(MOST_REDIRECTS));
        }
        if (scopes.isEmpty() || !audience.scopes().containsAll(scopes)) {
            throw new IllegalArgumentException("tokens of %s cannot hold %s".formatted(audience, scopes));
        }
    }

    /** Whether a person may be sent to {@code address} with the answer to an authorization request. */
    public boolean mayAnswerTo(String address) {
        return redirectUris.stream().anyMatch(uri -> uri.value().equals(address));
    }

    /** The same for an app on a device, which learns its port when it starts (RFC 8252, 7.3). */
    boolean mayAnswerToLoopback(String address) {
        return RedirectUri.parse(address)
                .filter(asked -> redirectUris.stream().anyMatch(asked::isSameOnLoopback))
                .isPresent();
    }

    /** Whether a person may be sent to {@code address} after signing out: as {@link #mayAnswerTo}, or the root of one's site. */
    public boolean mayLeaveTo(String address) {
        return mayAnswerTo(address) || redirectUris.stream().anyMatch(uri -> address.equals(uri.origin() + "/"));
    }
}
