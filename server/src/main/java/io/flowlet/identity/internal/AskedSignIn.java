package io.flowlet.identity.internal;

import io.flowlet.identity.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants a person to be signed in.
 *
 * @param silent whether no page may be shown: {@code prompt=none}
 * @param again whether the person signs in whatever session there is: {@code prompt=login} or {@code select_account}
 * @param consent whether the person says yes to this client: {@code prompt=consent}
 * @param maxAge how long ago at most the person signed in; null for any
 * @param loginHint the address that is likely the person's; empty if unknown
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest">OpenID Connect Core, 3.1.2.1</a>
 */
public record AskedSignIn(
        boolean silent,
        boolean again,
        boolean consent,
        @Nullable Duration maxAge,
        String loginHint) {
    private static final String NONE = "none";
    private static final String CONSENT = "consent";
    private static final Set<String> PAGES = Set.of("login", CONSENT, "select_account");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final int LONGEST_HINT = 254;

    /** What a request says; none is empty. */
    record Parameters(
            @Nullable String prompt,
            @Nullable String maxAge,
            @Nullable String loginHint) {}

    /** Empty if it asks for what is not there, or {@code max_age} is no number of seconds. */
    static Optional<AskedSignIn> of(Parameters sent) {
        @Nullable String prompt = sent.prompt;
        List<String> prompts = prompt == null ? List.of() : List.of(prompt.split(" ", -1));
        boolean silent = prompts.equals(List.of(NONE));
        @Nullable String maxAge = sent.maxAge;
        if (!(silent || PAGES.containsAll(prompts))
                || !(maxAge == null || SECONDS.matcher(maxAge).matches())) {
            return Optional.empty();
        }
        String hint = sent.loginHint == null || sent.loginHint.length() > LONGEST_HINT ? "" : sent.loginHint;
        return Optional.of(new AskedSignIn(
                silent,
                prompts.contains("login") || prompts.contains("select_account"),
                prompts.contains(CONSENT),
                maxAge == null ? null : Duration.ofSeconds(Long.parseLong(maxAge)),
                hint));
    }

    /** Whether {@code session} will do: how old it is counts from the password, not from its last use. */
    boolean isMetBy(Session session, Instant now) {
        return !again && isRecent(session, now);
    }

    private boolean isRecent(Session session, Instant now) {
        return maxAge == null || session.createdAt().plus(maxAge).isAfter(now);
    }
}
