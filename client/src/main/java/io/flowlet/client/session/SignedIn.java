package io.flowlet.client.session;

import io.flowlet.sdk.BreakGlassMark;
import io.flowlet.sdk.Flowlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.web.util.WebUtils;

/**
 * The API as the person of a request sees it.
 *
 * <p>The access token stays here: it is renewed shortly before it ends, by one request of the session while the others wait, because a
 * refresh token may be good for one use only. Thread-safe.
 */
public final class SignedIn {
    private static final String BREAK_GLASS = "flowlet.break-glass";

    private final Flowlet flowlet;
    private final OAuth2AuthorizedClientManager clients;

    SignedIn(Flowlet flowlet, OAuth2AuthorizedClientManager clients) {
        this.flowlet = flowlet;
        this.clients = clients;
    }

    /** The person of the request that this thread answers; empty for somebody who is not signed in. */
    public static Optional<Person> person() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Person person
                ? Optional.of(person)
                : Optional.empty();
    }

    /**
     * The API for the person of {@code request}, who is signed in.
     *
     * @throws SignInAgain from its calls, when the server ended the sign-in
     */
    public Flowlet api(HttpServletRequest request, Audience audience) {
        return flowlet.as(() -> token(request, audience), mark -> remember(request, mark));
    }

    /**
     * The break-glass role that is on for the person of {@code request}, as the last answer of the API said: for the pages, too, that ask the API
     * nothing.
     */
    public static Optional<BreakGlassMark> breakGlass(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(BREAK_GLASS) instanceof BreakGlassMark mark
                ? Optional.of(mark)
                : Optional.empty();
    }

    private static void remember(HttpServletRequest request, Optional<BreakGlassMark> mark) {
        HttpSession session = request.getSession(false);
        if (session != null && !mark.equals(breakGlass(request))) {
            session.setAttribute(BREAK_GLASS, mark.orElse(null)); // null takes it away
        }
    }

    private String token(HttpServletRequest request, Audience audience) {
        Authentication person = Objects.requireNonNull(
                SecurityContextHolder.getContext().getAuthentication(), "only behind the sign-in filter");
        HttpSession session = request.getSession(false);
        if (session == null) {
            throw new SignInAgain(audience);
        }
        synchronized (WebUtils.getSessionMutex(session)) {
            OAuth2AuthorizedClient client = authorized(audience, person);
            if (client == null) {
                throw new SignInAgain(audience);
            }
            return client.getAccessToken().getTokenValue();
        }
    }

    private @Nullable OAuth2AuthorizedClient authorized(Audience audience, Authentication person) {
        try {
            return clients.authorize(OAuth2AuthorizeRequest.withClientRegistrationId(audience.id())
                    .principal(person)
                    .build());
        } catch (OAuth2AuthorizationException e) {
            if (e.getError().getErrorCode().equals(OAuth2ErrorCodes.INVALID_GRANT)) {
                throw new SignInAgain(audience);
            }
            throw new SignInUnavailable(e);
        }
    }
}
