package io.flowlet.identity;

import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.internal.OAuthContext;
import io.flowlet.identity.internal.OAuthPaths;
import io.flowlet.identity.internal.OAuthRefusals;
import io.flowlet.identity.internal.TokenEndpoints;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.CompositeFilter;

/**
 * Serves {@code /oauth2/token}, {@code par}, {@code device_authorization}, {@code revoke}, {@code introspect}, {@code userinfo}, {@code jwks}, {@code /.well-known/oauth-authorization-server} and
 * {@code openid-configuration}, and lets every other request pass.
 *
 * <p>Needs the request's trace and client address, so it stands after the steps that find them and after the address limits. Refusals are
 * the OAuth RFCs' own bodies, in this order: method not allowed (405), a query, a form that is unreadable or a parameter repeated ({@code invalid_request}),
 * client ({@code invalid_client}), grant ({@code unsupported_grant_type}), scope ({@code invalid_scope}). Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749">RFC 6749</a>, <a href="https://www.rfc-editor.org/rfc/rfc7009">RFC 7009</a>,
 *     <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>, <a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>
 */
@Component
public final class OAuthEndpoints extends HttpFilter {
    private static final Map<String, List<HttpMethod>> METHODS = Map.of(
            OAuthPaths.TOKEN, List.of(HttpMethod.POST),
            OAuthPaths.PAR, List.of(HttpMethod.POST),
            OAuthPaths.DEVICE, List.of(HttpMethod.POST),
            OAuthPaths.REVOKE, List.of(HttpMethod.POST),
            OAuthPaths.INTROSPECT, List.of(HttpMethod.POST),
            OAuthPaths.USERINFO, List.of(HttpMethod.GET, HttpMethod.POST),
            OAuthPaths.JWKS, List.of(HttpMethod.GET),
            OAuthPaths.METADATA, List.of(HttpMethod.GET),
            OAuthPaths.OPENID_METADATA, List.of(HttpMethod.GET));
    private static final Set<String> PUBLIC = Set.of(OAuthPaths.JWKS, OAuthPaths.METADATA, OAuthPaths.OPENID_METADATA);
    /** Keys are published ahead of their use by more than this. */
    private static final String CACHEABLE = "public, max-age=300";

    private final String issuer;
    private final AuthorizationServerSettings settings;
    private final CompositeFilter endpoints = new CompositeFilter();
    private final OAuthRefusals refusals;

    OAuthEndpoints(IdentitySettings settings, TokenEndpoints tokens, OAuthRefusals refusals) {
        this.issuer = settings.issuer();
        this.settings = AuthorizationServerSettings.builder()
                .issuer(issuer)
                .tokenEndpoint(OAuthPaths.TOKEN)
                .tokenRevocationEndpoint(OAuthPaths.REVOKE)
                .tokenIntrospectionEndpoint(OAuthPaths.INTROSPECT)
                .jwkSetEndpoint(OAuthPaths.JWKS)
                .build();
        this.refusals = refusals;
        this.endpoints.setFilters(tokens.filters());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        List<HttpMethod> methods = METHODS.get(path);
        if (methods == null) {
            chain.doFilter(request, response);
            return;
        }
        if (methods.stream().noneMatch(method -> method.matches(request.getMethod()))) {
            response.setHeader(
                    HttpHeaders.ALLOW, methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")));
            refusals.refuse(HttpStatus.METHOD_NOT_ALLOWED, response);
            return;
        }
        if (HttpMethod.POST.matches(request.getMethod())
                && (isQueryRefused(request) || !hasEachParameterOnce(request))) {
            refusals.refuse(HttpStatus.BAD_REQUEST, response);
            return;
        }
        response.setHeader(HttpHeaders.CACHE_CONTROL, PUBLIC.contains(path) ? CACHEABLE : "no-store");
        try {
            AuthorizationServerContextHolder.setContext(new OAuthContext(
                    issuer,
                    settings,
                    RequestAttributes.trace(request).orElseThrow(),
                    RequestAttributes.clientAddress(request),
                    null));
            endpoints.doFilter(request, response, chain);
        } finally {
            AuthorizationServerContextHolder.resetContext();
            SecurityContextHolder.clearContext();
        }
    }

    /** Whatever stands there is written down on the way (RFC 6749, 2.3.1 and 3.2); {@code userinfo} says so itself, in its own words. */
    private static boolean isQueryRefused(HttpServletRequest request) {
        return request.getQueryString() != null && !OAuthPaths.USERINFO.equals(request.getRequestURI());
    }

    private static boolean hasEachParameterOnce(HttpServletRequest request) {
        try {
            return request.getParameterMap().values().stream().allMatch(values -> values.length == 1);
        } catch (IllegalStateException e) {
            return false; // the container could not read the form
        }
    }
}
