package io.flowlet.identity.internal;

import io.flowlet.identity.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants a person to be signed in.
 *
 * @param silent whether no page may be shown: {@code prompt=none}
 * @param again whether the person signs in whatever session there is: {@code prompt=login}
 * @param maxAge how long ago at most the person signed in; null for any
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, 3.1.2.1</a>
 */
public record AskedSignIn(
        boolean silent, boolean again, @Nullable Duration maxAge) {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /**
     * As a request says it; a parameter without a value is as good as none (RFC 6749, 3.1).
     *
     * @return empty if it asks for what is not there, or {@code maxAge} is no number of seconds
     */
    static Optional<AskedSignIn> of(@Nullable String prompt, @Nullable String maxAge) {
        boolean any = prompt == null || prompt.isEmpty();
        boolean silent = "none".equals(prompt);
        boolean again = "login".equals(prompt);
        boolean ageless = maxAge == null || maxAge.isEmpty();
        if (!(any || silent || again) || !(ageless || SECONDS.matcher(maxAge).matches())) {
            return Optional.empty();
        }
        return Optional.of(new AskedSignIn(silent, again, ageless ? null : Duration.ofSeconds(Long.parseLong(maxAge))));
    }

    /** Whether {@code session} will do: how old it is counts from the password, not from its last use. */
    public boolean isMetBy(Session session, Instant now) {
        return !again && (maxAge == null || session.createdAt().plus(maxAge).isAfter(now));
    }
}
