package io.flowlet.client.session;

import io.flowlet.client.ClientSettings;
import java.net.URI;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer.FrameOptionsConfig;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/** The headers of every answer. */
final class SecurityHeaders {
    private static final String TWO_YEARS = "max-age=63072000; includeSubDomains";

    private SecurityHeaders() {}

    /** A sign-out form ends at the server's page, and browsers hold the whole way of a form against {@code form-action}. */
    static String contentSecurityPolicy(ClientSettings settings) {
        URI issuer = settings.issuer();
        boolean sameOrigin = issuer.equals(settings.publicUrl());
        return ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                        + "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'%s; base-uri 'none'; "
                        + "frame-ancestors 'none'")
                .formatted(sameOrigin ? "" : " " + issuer);
    }

    static void of(HeadersConfigurer<HttpSecurity> headers, ClientSettings settings) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(contentSecurityPolicy(settings)))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .frameOptions(FrameOptionsConfig::deny)
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions ->
                        permissions.policy("camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
                .httpStrictTransportSecurity(strict -> strict.disable());
        if (settings.isHttps()) {
            // by ours, not by what the request looks like behind a proxy
            headers.addHeaderWriter(new StaticHeadersWriter("Strict-Transport-Security", TWO_YEARS));
        }
    }
}
