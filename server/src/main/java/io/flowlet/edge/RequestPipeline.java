package io.flowlet.edge;

import io.flowlet.http.Problem;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Problems;
import io.flowlet.http.RequestAttributes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** THE map of the edge: the way of a request from the socket to its controller, one line a step. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class RequestPipeline {
    private static final int LAST = 100;

    private final Problems problems;

    RequestPipeline(Problems problems) {
        this.problems = problems;
    }

    /** Everything that no other chain claims: authenticated or refused. */
    @Bean
    @Order(LAST)
    SecurityFilterChain api(HttpSecurity http) {
        return stateless(http)
                .authorizeHttpRequests(requests -> requests.anyRequest()
                        .access((authentication, context) -> new AuthorizationDecision(
                                RequestAttributes.caller(context.getRequest()).isPresent())))
                .exceptionHandling(refused -> refused.authenticationEntryPoint((request, response, e) ->
                        problems.write(Problem.of(ProblemCode.TOKEN_MISSING), request, response)))
                .build();
    }

    private static HttpSecurity stateless(HttpSecurity http) {
        return http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .cors(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable);
    }
}
