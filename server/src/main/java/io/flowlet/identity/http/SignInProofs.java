package io.flowlet.identity.http;

import io.flowlet.identity.Session;
import io.flowlet.identity.internal.Secrets;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * What a page after the sign-in believes: that the session at hand was judged to do for this very request, a moment ago.
 *
 * <p>The last parameter of the page's query: the time, and an HMAC over it, the session and the request's own query. Whoever opens the page by
 * hand has none, and starts over. Nothing is stored. Thread-safe.
 */
@Component
final class SignInProofs {
    /** As long as a person has to sign in with a request that was pushed. */
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final Pattern PROVEN = Pattern.compile("(.*)&signed_in=([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

    private final Secrets secrets;
    private final Clock clock;

    SignInProofs(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The query of {@code request} with the proof that {@code session} does for it. */
    String proven(HttpServletRequest request, Session session) {
        String query = Objects.requireNonNullElse(request.getQueryString(), "");
        long at = clock.instant().getEpochSecond();
        return query + "&signed_in=" + at + "." + mac(query, session, at);
    }

    boolean isProven(HttpServletRequest request, Session session) {
        Matcher sent = matcher(request);
        if (!sent.matches()) {
            return false;
        }
        long at = Long.parseLong(sent.group(2));
        byte[] expected = mac(sent.group(1), session, at).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, sent.group(3).getBytes(StandardCharsets.US_ASCII))
                && clock.instant().isBefore(Instant.ofEpochSecond(at).plus(LIFE));
    }

    /** The query of the request itself, without the proof. */
    static String requestOf(HttpServletRequest request) {
        Matcher sent = matcher(request);
        return sent.matches() ? sent.group(1) : Objects.requireNonNullElse(request.getQueryString(), "");
    }

    private static Matcher matcher(HttpServletRequest request) {
        return PROVEN.matcher(Objects.requireNonNullElse(request.getQueryString(), ""));
    }

    private String mac(String query, Session session, long at) {
        // no form begins so: a path does
        return secrets.formToken(session.id().toString(), "signed in\n" + at + "\n" + query);
    }
}
