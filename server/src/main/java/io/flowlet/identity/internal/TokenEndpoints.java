package io.flowlet.identity.internal;

import io.flowlet.identity.CertificateReach;
import io.flowlet.identity.IdentitySettings;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.web.NimbusJwkSetEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenIntrospectionEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenRevocationEndpointFilter;
import org.springframework.security.web.authentication.DelegatingAuthenticationConverter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parts of Spring Authorization Server that are real here, in their order; what is not in {@link #filters} does not exist.
 *
 * <p>Put together by hand instead of by its configurer, which would bring consent, device and registration endpoints, a session and security
 * headers of its own along (ADR 7). The authorization endpoint, which shows pages, is a controller: see {@link AuthorizationRequests}.
 */
@Component
public final class TokenEndpoints {
    private final List<Filter> filters;

    TokenEndpoints(
            ClientAuthentication clients,
            KeyProof keyProof,
            IssuedTokens tokens,
            CodeGrant codes,
            RefreshGrant refreshes,
            DeviceGrant devices,
            OwnTokenIntrospection introspection,
            UserInfoEndpoint userInfo,
            PushedRequests pushed,
            DeviceAuthorizationEndpoint deviceRequests,
            TokenSigning signing,
            TokenAnswer answer,
            OAuthRefusals refusals,
            IdentitySettings settings,
            CertificateReach certificates,
            JsonMapper json) {
        AuthenticationManager manager = new ProviderManager(
                clients,
                new OAuth2ClientCredentialsAuthenticationProvider(tokens, signing.generator()),
                codes,
                refreshes,
                devices,
                new OAuth2TokenRevocationAuthenticationProvider(tokens),
                introspection);
        this.filters = List.of(
                new ServerMetadata(settings, certificates, json),
                new NimbusJwkSetEndpointFilter(signing.published(), OAuthPaths.JWKS),
                userInfo,
                clientAuthentication(manager, refusals),
                keyProof,
                new PushedRequestEndpoint(pushed, refusals, json),
                deviceRequests,
                token(manager, answer, refusals),
                revocation(manager, refusals),
                introspection(manager, refusals));
    }

    public List<Filter> filters() {
        return filters;
    }

    private static Filter clientAuthentication(AuthenticationManager manager, OAuthRefusals refusals) {
        var filter = new OAuth2ClientAuthenticationFilter(
                manager,
                new OrRequestMatcher(
                        post(OAuthPaths.TOKEN),
                        post(OAuthPaths.PAR),
                        post(OAuthPaths.DEVICE),
                        post(OAuthPaths.REVOKE),
                        post(OAuthPaths.INTROSPECT)));
        filter.setAuthenticationConverter(new SentCredentials());
        filter.setAuthenticationSuccessHandler((request, response, client) -> proven(request, client));
        filter.setAuthenticationFailureHandler(refusals);
        return filter;
    }

    private static Filter token(AuthenticationManager manager, TokenAnswer answer, OAuthRefusals refusals) {
        var filter = new OAuth2TokenEndpointFilter(manager, OAuthPaths.TOKEN);
        filter.setAuthenticationConverter(
                new DelegatingAuthenticationConverter(new ClientCredentialsRequest(), new GrantRequests()));
        filter.setAuthenticationSuccessHandler(answer);
        filter.setAuthenticationFailureHandler(refusals);
        return filter;
    }

    private static Filter revocation(AuthenticationManager manager, OAuthRefusals refusals) {
        var filter = new OAuth2TokenRevocationEndpointFilter(manager, OAuthPaths.REVOKE);
        filter.setAuthenticationFailureHandler(refusals);
        return filter;
    }

    private static Filter introspection(AuthenticationManager manager, OAuthRefusals refusals) {
        var filter = new OAuth2TokenIntrospectionEndpointFilter(manager, OAuthPaths.INTROSPECT);
        filter.setAuthenticationFailureHandler(refusals);
        return filter;
    }

    private static void proven(HttpServletRequest request, Authentication proof) {
        SecurityContextHolder.setContext(new SecurityContextImpl(proof));
        var client = (OAuth2ClientAuthenticationToken) proof;
        request.setAttribute(OAuthRefusals.CLIENT, RegisteredClients.clientOf(client.getRegisteredClient()));
    }

    private static RequestMatcher post(String path) {
        return PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, path);
    }
}
