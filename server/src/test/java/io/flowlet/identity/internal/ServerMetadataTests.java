package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.identity.CertificateReach;
import io.flowlet.identity.IdentitySettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told of certificates, which only some installations can take. */
class ServerMetadataTests {
    private static final Map<String, String> AUTHORITIES = Map.of("client-authorities", "/etc/flowlet/authorities.pem");
    private static final Map<String, String> ADDRESS = Map.of("mtls-address", "https://mtls.bank.example");

    @Test
    void offersNoCertificatesWhereNoneCanArrive() throws Exception {
        for (Map<String, String> settings : List.of(Map.<String, String>of(), AUTHORITIES, ADDRESS)) {
            JsonNode document = document(settings, false);
            for (String endpoint : List.of("token", "revocation", "introspection")) {
                assertThat(methods(document, endpoint))
                        .contains("client_secret_basic", "private_key_jwt")
                        .doesNotContain("tls_client_auth", "self_signed_tls_client_auth");
            }
            assertThat(document.path("tls_client_certificate_bound_access_tokens")
                            .asBoolean())
                    .isFalse();
            assertThat(document.has("mtls_endpoint_aliases")).isFalse();
        }
    }

    @Test
    void offersNamesInCertificatesOnlyWhereAnAuthorityIsBelieved() throws Exception {
        JsonNode without = document(Map.of(), true);
        JsonNode with = document(AUTHORITIES, true);
        for (String endpoint : List.of("token", "revocation", "introspection")) {
            assertThat(methods(without, endpoint))
                    .contains("self_signed_tls_client_auth")
                    .doesNotContain("tls_client_auth");
            assertThat(methods(with, endpoint)).contains("self_signed_tls_client_auth", "tls_client_auth");
        }
        assertThat(without.path("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
    }

    @Test
    void namesEveryEndpointThatAsksForCertificatesAtTheirAddress() throws Exception {
        JsonNode document = document(ADDRESS, true);
        JsonNode aliases = document.path("mtls_endpoint_aliases");
        assertThat(aliases.propertyNames())
                .containsExactlyInAnyOrder(
                        "token_endpoint",
                        "pushed_authorization_request_endpoint",
                        "device_authorization_endpoint",
                        "revocation_endpoint",
                        "introspection_endpoint",
                        "userinfo_endpoint");
        aliases.forEachEntry((name, alias) -> assertThat(alias.asString())
                .isEqualTo(
                        document.path(name).asString().replace("https://bank.example", "https://mtls.bank.example")));
    }

    private static List<String> methods(JsonNode document, String endpoint) {
        return document.path(endpoint + "_endpoint_auth_methods_supported")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static JsonNode document(Map<String, String> changes, boolean certificates) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("flowlet.identity.issuer", "https://bank.example"));
        changes.forEach((key, value) -> all.put("flowlet.identity." + key, value));
        IdentitySettings settings = new Binder(new MapConfigurationPropertySource(all))
                .bind("flowlet.identity", IdentitySettings.class)
                .get();
        MockHttpServletResponse response = new MockHttpServletResponse();
        new ServerMetadata(settings, new CertificateReach(certificates), JsonMapper.shared())
                .doFilter(new MockHttpServletRequest("GET", OAuthPaths.METADATA), response, new MockFilterChain());
        return JsonMapper.shared().readTree(response.getContentAsString());
    }
}
