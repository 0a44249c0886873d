package io.flowlet.identity.internal;

import io.flowlet.actor.Scope;
import io.flowlet.identity.CertificateReach;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.OpenIdScope;
import io.flowlet.identity.Scopes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * What this server can do, for machines. Ours, because Spring's document names endpoints, grants and methods that are not there.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>, <a
 *     href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata">OpenID Connect Discovery, 3</a>
 */
final class ServerMetadata extends HttpFilter {
    /** Of assertions; RS256 outside {@code bank}. */
    private static final List<String> SIGNED = List.of("ES256", "PS256", "EdDSA", "RS256");

    private final byte[] document;

    ServerMetadata(IdentitySettings settings, CertificateReach certificates, JsonMapper json) {
        this.document = json.writeValueAsBytes(describe(settings, certificates));
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (!OAuthPaths.METADATA.equals(path) && !OAuthPaths.OPENID_METADATA.equals(path)) {
            chain.doFilter(request, response);
            return;
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }

    private static Map<String, Object> describe(IdentitySettings settings, CertificateReach certificates) {
        List<String> methods = Stream.of(ClientMethod.values())
                .filter(method -> canProve(method, settings, certificates))
                .map(ClientMethod::code)
                .toList();
        List<String> proofs = methods.stream()
                .filter(method -> !method.equals(ClientMethod.NONE.code()))
                .toList();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", settings.issuer());
        document.put("authorization_endpoint", settings.link(OAuthPaths.AUTHORIZE));
        document.put("token_endpoint", settings.link(OAuthPaths.TOKEN));
        document.put("token_endpoint_auth_methods_supported", methods);
        document.put("token_endpoint_auth_signing_alg_values_supported", SIGNED);
        document.put("pushed_authorization_request_endpoint", settings.link(OAuthPaths.PAR));
        document.put("device_authorization_endpoint", settings.link(OAuthPaths.DEVICE));
        document.put("require_pushed_authorization_requests", false);
        document.put("request_parameter_supported", false);
        document.put("request_uri_parameter_supported", false);
        document.put("revocation_endpoint", settings.link(OAuthPaths.REVOKE));
        document.put("revocation_endpoint_auth_methods_supported", methods);
        document.put("revocation_endpoint_auth_signing_alg_values_supported", SIGNED);
        document.put("introspection_endpoint", settings.link(OAuthPaths.INTROSPECT));
        document.put("introspection_endpoint_auth_methods_supported", proofs);
        document.put("introspection_endpoint_auth_signing_alg_values_supported", SIGNED);
        document.put("jwks_uri", settings.link(OAuthPaths.JWKS));
        document.put(
                "grant_types_supported",
                Stream.of(ClientGrant.values()).map(ClientGrant::code).toList());
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", ResponseMode.codes());
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("tls_client_certificate_bound_access_tokens", certificates.possible());
        document.put("dpop_signing_alg_values_supported", DpopProofs.algorithms());
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("scopes_supported", scopes());
        OpenIdMetadata.describe(settings, document);
        if (certificates.possible() && settings.mtlsAddress() != null) {
            document.put("mtls_endpoint_aliases", aliases(settings.mtlsAddress()));
        }
        return document;
    }

    /** As this installation is set up: a method that can prove nobody is not offered. */
    private static boolean canProve(ClientMethod method, IdentitySettings settings, CertificateReach certificates) {
        return switch (method) {
            case TLS_CLIENT_AUTH -> certificates.possible() && settings.clientAuthorities() != null;
            case SELF_SIGNED_TLS_CLIENT_AUTH -> certificates.possible();
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST, PRIVATE_KEY_JWT, NONE -> true;
        };
    }

    /** RFC 8705, 5. */
    private static Map<String, String> aliases(String address) {
        Map<String, String> aliases = new LinkedHashMap<>();
        aliases.put("token_endpoint", address + OAuthPaths.TOKEN);
        aliases.put("pushed_authorization_request_endpoint", address + OAuthPaths.PAR);
        aliases.put("device_authorization_endpoint", address + OAuthPaths.DEVICE);
        aliases.put("revocation_endpoint", address + OAuthPaths.REVOKE);
        aliases.put("introspection_endpoint", address + OAuthPaths.INTROSPECT);
        aliases.put("userinfo_endpoint", address + OAuthPaths.USERINFO);
        return aliases;
    }

    private static List<String> scopes() {
        Stream<String> resources = Stream.of(Scopes.tenant(), Scopes.subscriber(), Scopes.staff(), Scopes.platform())
                .flatMap(Set::stream)
                .map(Scope::value)
                .distinct();
        return Stream.concat(Arrays.stream(OpenIdScope.values()).map(OpenIdScope::code), resources)
                .toList();
    }
}
