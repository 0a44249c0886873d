package io.flowlet.client.session;

import io.flowlet.client.ClientSettings;
import io.flowlet.client.ClientSettings.OAuthClient;
import io.flowlet.sdk.ClientCredentials;
import io.flowlet.sdk.Flowlet;
import io.flowlet.sdk.Retries;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientProviderBuilder;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.web.client.RestClient;

/**
 * Who may ask for which path.
 *
 * <p>Everything needs a sign-in but what {@link #app} lists. The console and the app know their people apart: one browser may be signed in
 * to both, and neither sign-in opens the other's pages. No stereotype stands on this class: the demo's server looks for those on the same
 * class path.
 */
@EnableWebSecurity
public class SecurityChains {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Retries RETRIES =
            new Retries(3, Duration.ofSeconds(8), Duration.ofMillis(100), Duration.ofSeconds(2));

    /** What answers without a session and is the same for everybody. */
    private static final String[] STATIC = {
        "/assets/**", "/manifest.webmanifest", "/service-worker.js", "/favicon.ico", "/health"
    };

    private static final String[] OPEN = {"/", "/sign-up", "/sign-up/done", "/signed-out", "/sign-in-failed", "/error"};

    /** The API with the credentials that open accounts; {@link Flowlet#as} for everybody else. */
    @Bean(destroyMethod = "close")
    Flowlet flowlet(ClientSettings settings) {
        return Flowlet.at(settings.serverUrl())
                .client(credentials(settings.subscriber()))
                .publicAddress(settings.issuer())
                .connectTimeout(PATIENCE)
                .answerTimeout(PATIENCE)
                .retries(RETRIES)
                .open();
    }

    static ClientCredentials credentials(OAuthClient client) {
        return new ClientCredentials(client.id(), client.secret());
    }

    /** Without a look at the server's metadata: the client starts while the server is down. */
    @Bean
    InMemoryClientRegistrationRepository registrations(ClientSettings settings) {
        return new InMemoryClientRegistrationRepository(Arrays.stream(Audience.values())
                .map(audience -> registration(settings, audience))
                .toList());
    }

    private static ClientRegistration registration(ClientSettings settings, Audience audience) {
        OAuthClient client = audience == Audience.STAFF ? settings.staff() : settings.subscriber();
        return ClientRegistration.withRegistrationId(audience.id())
                .clientId(client.id())
                .clientSecret(client.secret())
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .redirectUri(audience.signedInUri(settings.publicUrl()).toString())
                .scope(audience.scopes())
                .authorizationUri(settings.issuer() + "/oauth2/authorize")
                .tokenUri(settings.serverUrl() + "/oauth2/token")
                .build();
    }

    @Bean
    HttpSessionOAuth2AuthorizedClientRepository authorizedClients() {
        return new HttpSessionOAuth2AuthorizedClientRepository();
    }

    @Bean
    RestClient tokenEndpoint() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(PATIENCE).build());
        requests.setReadTimeout(PATIENCE);
        return RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> {
                    converters.addCustomConverter(new FormHttpMessageConverter());
                    converters.addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }

    @Bean
    SignedIn signedIn(
            Flowlet flowlet,
            InMemoryClientRegistrationRepository registrations,
            HttpSessionOAuth2AuthorizedClientRepository authorizedClients,
            RestClient tokenEndpoint) {
        RestClientRefreshTokenTokenResponseClient renewals = new RestClientRefreshTokenTokenResponseClient();
        renewals.setRestClient(tokenEndpoint);
        DefaultOAuth2AuthorizedClientManager clients =
                new DefaultOAuth2AuthorizedClientManager(registrations, authorizedClients);
        clients.setAuthorizedClientProvider(OAuth2AuthorizedClientProviderBuilder.builder()
                .refreshToken(refresh -> refresh.accessTokenResponseClient(renewals))
                .build());
        return new SignedIn(flowlet, clients);
    }

    @Bean
    BoundedSessions boundedSessions(ClientSettings settings) {
        return new BoundedSessions(settings.maxSessions());
    }

    @Bean
    Sign sign(
            ClientSettings settings,
            Flowlet flowlet,
            InMemoryClientRegistrationRepository registrations,
            HttpSessionOAuth2AuthorizedClientRepository authorizedClients,
            RestClient tokenEndpoint) {
        RestClientAuthorizationCodeTokenResponseClient codes = new RestClientAuthorizationCodeTokenResponseClient();
        codes.setRestClient(tokenEndpoint);
        return new Sign(settings, flowlet, registrations, authorizedClients, codes);
    }

    @Bean
    @Order(1)
    SecurityFilterChain files(HttpSecurity http, ClientSettings settings) {
        return http.securityMatcher(STATIC)
                .authorizeHttpRequests(paths -> paths.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .securityContext(context -> context.disable())
                .sessionManagement(sessions -> sessions.disable())
                .headers(headers -> {
                    SecurityHeaders.of(headers, settings);
                    headers.cacheControl(cache -> cache.disable());
                })
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain console(HttpSecurity http, ClientSettings settings, Sign sign) {
        http.securityMatcher("/console", "/console/**")
                .authorizeHttpRequests(paths -> paths.anyRequest().authenticated());
        return chain(http, settings, sign, Audience.STAFF);
    }

    @Bean
    @Order(3)
    SecurityFilterChain app(HttpSecurity http, ClientSettings settings, Sign sign) {
        http.authorizeHttpRequests(
                paths -> paths.requestMatchers(OPEN).permitAll().anyRequest().authenticated());
        return chain(http, settings, sign, Audience.SUBSCRIBER);
    }

    private static SecurityFilterChain chain(HttpSecurity http, ClientSettings settings, Sign sign, Audience audience) {
        HttpSessionSecurityContextRepository people = new HttpSessionSecurityContextRepository();
        people.setSpringSecurityContextKey(audience.sessionKey());
        return http.securityContext(context -> context.securityContextRepository(people))
                .requestCache(cache -> cache.requestCache(sign.wayBack(audience)))
                .headers(headers -> SecurityHeaders.of(headers, settings))
                .addFilterBefore(new IssuerCheck(settings.issuer(), audience.signedInPath()), CsrfFilter.class)
                .oauth2Login(login -> login.loginPage(audience.signInPath())
                        .loginProcessingUrl(audience.signedInPath())
                        .authorizationEndpoint(begin -> begin.authorizationRequestResolver(sign.beginning(audience)))
                        .tokenEndpoint(token -> token.accessTokenResponseClient(sign.codes()))
                        .userInfoEndpoint(me -> me.userService(sign.people(audience)))
                        .authorizedClientRepository(sign.authorizedClients())
                        .successHandler(sign.in(audience))
                        .failureHandler(sign.failed()))
                .logout(logout -> logout.logoutUrl(audience.signOutPath())
                        .addLogoutHandler(sign.ending(audience))
                        .logoutSuccessHandler(sign.out(audience)))
                .exceptionHandling(refusals ->
                        refusals.authenticationEntryPoint(sign.begin(audience)).accessDeniedHandler(Sign::refuse))
                .build();
    }
}
