package io.flowlet.edge;

import io.flowlet.audit.AuditLog;
import io.flowlet.http.Problem;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Problems;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.AllowedNetworks;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.OAuthEndpoints;
import io.flowlet.ids.Uuid7;
import io.flowlet.limits.AddressGuard;
import io.flowlet.limits.SubjectLimits;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.web.filter.CompositeFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * THE map of the edge: the way of a request from the socket to its controller, one line a step.
 *
 * <p>What a step refuses, no later step sees; so the order of the steps is the order of precedence of their problems. Before all of them
 * stands the container, which answers through {@link ContainerProblems}.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class RequestPipeline {
    /** Pages that everybody may see; every other route needs a scope. */
    static final List<String> PUBLIC = List.of(
            "/problems",
            "/docs",
            "/openapi",
            "/invite",
            "/oauth2/authorize",
            "/oauth2/logout",
            "/signin",
            "/consent",
            "/device",
            "/signout");

    /** After Spring's own measuring of requests, before everything else. */
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 10;

    /** Every request, whatever its path. */
    @Bean
    FilterRegistrationBean<CompositeFilter> everyRequest(
            Uuid7 ids,
            Proxies proxies,
            Problems problems,
            HttpFirewall firewall,
            ShownCertificates certificates,
            AddressGuard addressGuard,
            OAuthEndpoints oauthEndpoints) {
        FilterRegistrationBean<CompositeFilter> steps = new FilterRegistrationBean<>(inThisOrder(
                new Tracing(ids), // the ids of the request, for its answer, log lines and audit
                new UsageLog(), // one line when it is over
                new AnswerHeaders(proxies), // what every answer carries
                new Failures(problems), // what is thrown below becomes a problem here
                new Bounds(firewall), //                                            414 413 400
                new ClientAddresses(proxies), // where it comes from
                addressGuard, // before any signature or hash is computed              429
                new CertificateStep(certificates), // whose key the caller holds
                oauthEndpoints)); // /oauth2/… answers here, in the words of its RFCs
        steps.setOrder(FIRST);
        return steps;
    }

    /** Every request that no other chain claims, so also one for a path that does not exist. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain api(
            HttpSecurity http,
            Problems problems,
            BearerAuthentication bearerAuthentication,
            AllowedNetworks allowedNetworks,
            AuditLog audit,
            Clock clock,
            SubjectLimits subjectLimits) {
        Filter steps = inThisOrder(
                new Failures(problems), // again, for the management port, which the steps above do not guard
                bearerAuthentication, // token -> Actor                                401
                new NamedInLogs(), // tenant and client in log lines from here on
                allowedNetworks, //                                                    403
                new DeniedRequests(audit, clock), // records what is refused below
                subjectLimits); // of the principal, by class of route               429
        return stateless(http)
                .addFilterBefore(steps, AuthorizationFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest()
                        .access((authentication, context) -> new AuthorizationDecision(
                                RequestAttributes.caller(context.getRequest()).isPresent())))
                .exceptionHandling(refused -> refused.authenticationEntryPoint((request, response, e) ->
                        problems.write(Problem.of(ProblemCode.TOKEN_MISSING), request, response)))
                .build();
    }

    /** Then, with the route known: media types, version, scope, query parameters, see {@link RouteChecks}; then the controller. */
    @Bean
    WebMvcConfigurer routeChecks() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new RouteChecks());
            }
        };
    }

    /** Pages for everybody. */
    @Bean
    @Order(1)
    SecurityFilterChain publicPages(HttpSecurity http) {
        String[] paths = PUBLIC.stream()
                .flatMap(path -> List.of(path, path + "/**").stream())
                .toArray(String[]::new);
        return stateless(http.securityMatcher(paths))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** Health and metrics: on the management port only, which listens on the loopback. */
    @Bean
    @Order(0)
    SecurityFilterChain management(HttpSecurity http) {
        return stateless(http.securityMatcher(EndpointRequest.toAnyEndpoint()))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** Requests are measured as a whole, by route; a timer for each filter of each chain would tell nobody anything and is not free. */
    @Bean
    SecurityObservationSettings filtersAreNotMeasured() {
        return SecurityObservationSettings.noObservations();
    }

    private static CompositeFilter inThisOrder(Filter... steps) {
        CompositeFilter all = new Steps();
        all.setFilters(List.of(steps));
        return all;
    }

    /** Keeps the container's configuration to itself: it would give all steps one name, and of two filters of one name Spring skips one. */
    private static final class Steps extends CompositeFilter {
        @Override
        public void init(FilterConfig configuration) {
            // the steps are ready as they are
        }
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.sessionManagement(AbstractHttpConfigurer::disable) // no session is looked for, made or kept
                .securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .servletApi(AbstractHttpConfigurer::disable) // nobody asks the container who the user is
                .csrf(AbstractHttpConfigurer::disable) // a bearer token is not sent by a browser on its own
                .cors(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable);
    }
}
