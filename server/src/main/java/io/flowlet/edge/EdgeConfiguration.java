package io.flowlet.edge;

import io.flowlet.http.Problems;
import io.flowlet.identity.AllowedNetworks;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.CertificateReach;
import io.flowlet.identity.OAuthEndpoints;
import io.flowlet.ids.Uuid7;
import io.flowlet.limits.AddressGuard;
import io.flowlet.limits.SubjectLimits;
import jakarta.servlet.Filter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** The parts that {@link RequestPipeline} puts in order. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {
    @Bean
    Proxies proxies(EdgeSettings settings) {
        return new Proxies(settings.trustedProxies());
    }

    @Bean
    ContainerProblems containerProblems(Problems problems, Proxies proxies, Uuid7 ids) {
        return new ContainerProblems(problems, new Tracing(ids), new AnswerHeaders(proxies));
    }

    @Bean
    TlsConnector tlsConnector(EdgeSettings settings) {
        return new TlsConnector(settings);
    }

    @Bean
    ShownCertificates shownCertificates(Proxies proxies, EdgeSettings settings) {
        return new ShownCertificates(proxies, settings.clientCertificates());
    }

    @Bean
    CertificateReach certificateReach(EdgeSettings settings) {
        return new CertificateReach(settings.clientCertificates().canArrive());
    }

    @Bean
    Container container(ContainerProblems problems, TlsConnector tls) {
        return new Container(problems, tls);
    }

    /** Refuses paths that two readers could understand differently; methods are judged with the route, so that a wrong one is a 405. */
    @Bean
    HttpFirewall httpFirewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        // the same answer without Unicode's tables: they are asked at each look at a header, and a token has 900
        // characters
        firewall.setAllowedHeaderNames(name -> isPlain(name) || StrictHttpFirewall.ALLOWED_HEADER_NAMES.test(name));
        firewall.setAllowedHeaderValues(
                value -> isPlain(value) || StrictHttpFirewall.ALLOWED_HEADER_VALUES.test(value));
        return firewall;
    }

    /** Whether there are visible ASCII characters and spaces alone. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** No user signs in here with a password: without this bean Spring Boot would make one up and print it. */
    @Bean
    UserDetailsService noUsers() {
        return name -> {
            throw new UsernameNotFoundException("no users");
        };
    }

    // the container would run each bean that is a filter on its own, beside the pipeline
    @Bean
    FilterRegistrationBean<AddressGuard> addressGuardRunsInThePipeline(AddressGuard filter) {
        return off(filter);
    }

    @Bean
    FilterRegistrationBean<OAuthEndpoints> oauthEndpointsRunInThePipeline(OAuthEndpoints filter) {
        return off(filter);
    }

    @Bean
    FilterRegistrationBean<BearerAuthentication> bearerAuthenticationRunsInThePipeline(BearerAuthentication filter) {
        return off(filter);
    }

    @Bean
    FilterRegistrationBean<AllowedNetworks> allowedNetworksRunInThePipeline(AllowedNetworks filter) {
        return off(filter);
    }

    @Bean
    FilterRegistrationBean<SubjectLimits> subjectLimitsRunInThePipeline(SubjectLimits filter) {
        return off(filter);
    }

    private static <F extends Filter> FilterRegistrationBean<F> off(F filter) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setEnabled(false);
        return registration;
    }
}
