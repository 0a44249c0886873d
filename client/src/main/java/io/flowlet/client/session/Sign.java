package io.flowlet.client.session;

import io.flowlet.client.ClientSettings;
import io.flowlet.client.ClientSettings.OAuthClient;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.Me.Profile;
import io.flowlet.sdk.OAuth;
import io.flowlet.sdk.problem.FlowletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;

/**
 * What happens at the edges of a session: sent to sign in, signed in, refused, signed out. Redirects are to paths of this client, or to
 * the issuer.
 */
final class Sign {
    static final String FAILED = "/sign-in-failed";
    static final String HTMX = "HX-Request";

    private static final Logger LOG = LoggerFactory.getLogger(Sign.class);

    private final ClientSettings settings;
    private final Flowlet flowlet;
    private final ClientRegistrationRepository registrations;
    private final HttpSessionOAuth2AuthorizedClientRepository authorizedClients;
    private final OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codes;

    Sign(
            ClientSettings settings,
            Flowlet flowlet,
            ClientRegistrationRepository registrations,
            HttpSessionOAuth2AuthorizedClientRepository authorizedClients,
            OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codes) {
        this.settings = settings;
        this.flowlet = flowlet;
        this.registrations = registrations;
        this.authorizedClients = authorizedClients;
        this.codes = codes;
    }

    HttpSessionOAuth2AuthorizedClientRepository authorizedClients() {
        return authorizedClients;
    }

    OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest> codes() {
        return codes;
    }

    /** Remembers the page that somebody wanted, so that sign-in leads there. */
    @SuppressWarnings("NullAway") // no parameter is how it is told to leave addresses alone
    RequestCache wayBack(Audience audience) {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setSessionAttrName("flowlet.wanted." + audience.id());
        cache.setMatchingRequestParameterName(null);
        cache.setRequestMatcher(request -> request.getMethod().equals(HttpMethod.GET.name())
                && request.getHeader(HTMX) == null
                && !"empty".equals(request.getHeader("Sec-Fetch-Dest")));
        return cache;
    }

    /** A sign-in begins at one address, for this audience alone. */
    OAuth2AuthorizationRequestResolver beginning(Audience audience) {
        OAuth2AuthorizationRequestResolver usual =
                new DefaultOAuth2AuthorizationRequestResolver(registrations, audience.signInRoot());
        return new OAuth2AuthorizationRequestResolver() {
            @Override
            public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
                return request.getRequestURI().equals(audience.signInPath())
                        ? usual.resolve(request, audience.id())
                        : null;
            }

            @Override
            public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
                return registration.equals(audience.id()) ? usual.resolve(request, registration) : null;
            }
        };
    }

    AuthenticationEntryPoint begin(Audience audience) {
        return (request, response, missing) -> {
            if (request.getHeader(HTMX) != null) {
                response.setHeader("HX-Redirect", audience.signInPath());
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                response.sendRedirect(audience.signInPath());
            }
        };
    }

    /** Asks who the token is for: it must be the sort of person that this part of the client is for. */
    OAuth2UserService<OAuth2UserRequest, OAuth2User> people(Audience audience) {
        return signIn -> {
            try {
                Profile profile = flowlet.as(() -> signIn.getAccessToken().getTokenValue())
                        .me()
                        .profile();
                if (!profile.kind().name().toLowerCase(Locale.ROOT).equals(audience.id())) {
                    throw new OAuth2AuthenticationException("wrong_audience");
                }
                return new Person(profile);
            } catch (FlowletException e) {
                throw new OAuth2AuthenticationException(new OAuth2Error("profile_unavailable"), e);
            }
        };
    }

    AuthenticationSuccessHandler in(Audience audience) {
        RequestCache wayBack = wayBack(audience);
        return (request, response, person) -> {
            String page = wayBack.getRequest(request, response) instanceof DefaultSavedRequest wanted
                    ? path(wanted)
                    : audience.home();
            wayBack.removeRequest(request, response);
            response.sendRedirect(page);
        };
    }

    /** Path and query alone: the host of a request is whatever its sender wrote. */
    private static String path(DefaultSavedRequest wanted) {
        String query = wanted.getQueryString();
        return wanted.getRequestURI() + (query == null ? "" : "?" + query);
    }

    AuthenticationFailureHandler failed() {
        return (request, response, failure) -> {
            String code = failure instanceof OAuth2AuthenticationException refused
                    ? refused.getError().getErrorCode()
                    : failure.getClass().getSimpleName();
            LOG.info("sign-in failed: {}", code.replaceAll("[^a-zA-Z0-9_]", "_"));
            response.sendRedirect(FAILED);
        };
    }

    /** Ends the refresh token, should the person close the window before the server's own sign-out page. */
    LogoutHandler ending(Audience audience) {
        return (request, response, person) -> {
            OAuth2AuthorizedClient client =
                    person == null ? null : authorizedClients.loadAuthorizedClient(audience.id(), person, request);
            if (client != null && client.getRefreshToken() != null) {
                try {
                    oauth(audience).revoke(client.getRefreshToken().getTokenValue());
                } catch (FlowletException e) {
                    LOG.info(
                            "a refresh token could not be revoked at sign-out: {}",
                            e.getClass().getSimpleName());
                }
            }
        };
    }

    LogoutSuccessHandler out(Audience audience) {
        return (request, response, person) -> response.sendRedirect(oauth(audience)
                .signOutUrl(audience.signedOutUri(settings.publicUrl()))
                .toString());
    }

    private OAuth oauth(Audience audience) {
        OAuthClient client = audience == Audience.STAFF ? settings.staff() : settings.subscriber();
        return flowlet.oauth(SecurityChains.credentials(client));
    }

    /** A form without its token: most often one that was open while the session ended. */
    static void refuse(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }
}
