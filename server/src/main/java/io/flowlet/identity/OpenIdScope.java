package io.flowlet.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Scopes of OpenID Connect: what a client learns of a person, beside the {@link Scopes} that open routes.
 *
 * <p>{@code phone} and {@code address} are not among them: no account has either.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims">OpenID Connect Core, 5.4</a>
 */
public enum OpenIdScope {
    /** That it is a request of OpenID Connect at all. */
    OPENID,
    /** The person's name. */
    PROFILE,
    EMAIL,
    /** A refresh token. */
    OFFLINE_ACCESS;

    /** As requests and tokens spell it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<OpenIdScope> of(String code) {
        return Arrays.stream(values())
                .filter(scope -> scope.code().equals(code))
                .findFirst();
    }
}
