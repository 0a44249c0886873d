package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.flowlet.actor.TenantId;
import io.flowlet.http.ClientCertificate;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.BearerAuthentication;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.OAuthTests;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.testing.DpopKey;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Tokens that are worth nothing without the certificate that they were given for. */
class CertificateBoundModuleTests extends OAuthTests {
    /** Self-signed by keys that nobody kept; both call themselves the same. */
    private static final ClientCertificate OWN = certificate(
            "MIIBcjCCARmgAwIBAgIUao8zslDk7XCMpRYEI46ermn8kiAwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDb3duMCAXDTI2MTEyMjE4"
                    + "MDkzNloYDzIxMjYxMDI5MTgwOTM2WjAOMQwwCgYDVQQDDANvd24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARRliBpiX9sm7GX"
                    + "dn0JyYUR/CQqoMTa83YIZQ9HKYOTvgseR+IIpZpcionyGy3/mF57ZQJS7QBbUAhf8J8tUL0/o1MwUTAdBgNVHQ4EFgQU7mSRnbRR"
                    + "NO90eFyhEuYL7a8HRFEwHwYDVR0jBBgwFoAU7mSRnbRRNO90eFyhEuYL7a8HRFEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD"
                    + "AgNHADBEAiAnT/0fgji9dmnrPbhyjsaaPJcrtrNWu/KmJPCo7/8JlQIgIO1njYpw5C8hI3Vo2WhZsftBqdUJvvV3U4a8z0/puYY=");

    private static final ClientCertificate OTHER = certificate(
            "MIIBczCCARmgAwIBAgIUe7Ffn8JT3EkpFCkw/AUpI3CrqUgwCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDb3duMCAXDTI2MTEyMjE4"
                    + "MDkzNloYDzIxMjYxMDI5MTgwOTM2WjAOMQwwCgYDVQQDDANvd24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ3RolZiJ+yGWBL"
                    + "R9+Nyx5vyJf5RfUi1dNb8juQXWaq29RaMO708mgLLyvJBk4HGQOrl+9OhmJwCvGBmKP3H2V0o1MwUTAdBgNVHQ4EFgQUvdHbqGWB"
                    + "Ifnij9YAgE1fNlaBolgwHwYDVR0jBBgwFoAUvdHbqGWBIfnij9YAgE1fNlaBolgwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD"
                    + "AgNIADBFAiB4ZNXyYPKcj/XvxlhDuFSyEsIR5mHKfGhTyn5om2cK0QIhAM/LX3lgTGgP2SNpBi/jtaQ67YlT3/G3pbmhj9YS2tZF");

    @Autowired
    private BearerAuthentication authentication;

    private MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void bindsTheTokenToTheCertificateOfTheConnection() throws Exception {
        ClientCredentials client = newBoundClient();
        String token = json(grant(client, OWN)).path("access_token").asString();
        assertThat(json(grant(client, OWN)).path("token_type").asString()).isEqualTo("Bearer");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getJSONObjectClaim("cnf"))
                .containsExactly(Map.entry("x5t#S256", OWN.thumbprint()));
        MockHttpServletResponse told = call(basic(form("/oauth2/introspect", Map.of("token", token)), client));
        assertThat(json(told).path("cnf").path("x5t#S256").asString()).isEqualTo(OWN.thumbprint());
    }

    @Test
    void givesNothingWithoutACertificate() throws Exception {
        ClientCredentials client = newBoundClient();
        assertThat(json(grant(client, null)).path("error").asString()).isEqualTo("invalid_client");
        assertThat(auditOf(client, "refused")).containsExactly("token.issue certificate_missing");
        MockHttpServletRequest request = basic(grant(), client);
        request.addHeader("DPoP", DpopKey.create().proof("POST", ISSUER + "/oauth2/token"));
        assertThat(json(call(request)).path("error").asString())
                .as("a proof is no certificate")
                .isEqualTo("invalid_client");
    }

    @Test
    void aStolenTokenIsWorthNothing() throws Exception {
        String token = json(grant(newBoundClient(), OWN)).path("access_token").asString();
        assertThat(accepts(token, "Bearer ", OWN)).isTrue();
        assertThat(accepts(token, "Bearer ", null)).isFalse();
        assertThat(accepts(token, "Bearer ", OTHER)).isFalse();
        assertThat(accepts(token, "DPoP ", OWN)).isFalse();
        assertThat(response.getHeader("WWW-Authenticate")).startsWith("DPoP error=\"invalid_token\"");
    }

    @Test
    void aTokenThatIsNotBoundNeedsNoCertificate() throws Exception {
        String token = tokenOf(newClient());
        assertThat(accepts(token, "Bearer ", null)).isTrue();
        assertThat(accepts(token, "Bearer ", OTHER)).isTrue();
    }

    private boolean accepts(String token, String scheme, @Nullable ClientCertificate shown) throws Exception {
        response = new MockHttpServletResponse();
        MockHttpServletRequest request = request("GET", "/v1/payments");
        request.addHeader("Authorization", scheme + token);
        if (shown != null) {
            RequestAttributes.set(request, shown);
        }
        MockFilterChain chain = new MockFilterChain();
        try {
            authentication.doFilter(request, response, chain);
        } catch (Refusal refused) {
            assertThat(refused.code()).isEqualTo(ProblemCode.TOKEN_INVALID);
        }
        return chain.getRequest() != null;
    }

    private MockHttpServletResponse grant(ClientCredentials client, @Nullable ClientCertificate shown)
            throws Exception {
        MockHttpServletRequest request = basic(grant(), client);
        if (shown != null) {
            RequestAttributes.set(request, shown);
        }
        return call(request);
    }

    private ClientCredentials newBoundClient() {
        TenantId tenant = newTenant();
        ClientSecurity usual = ClientSecurity.usual(scopes("payments:read"), null);
        ClientSecurity security = new ClientSecurity(
                usual.profile(),
                usual.proof(),
                SenderConstraint.MTLS,
                usual.parRequired(),
                usual.pkceRequired(),
                usual.idTokenAlgorithm(),
                usual.grants(),
                usual.logout());
        return clients.create(
                new NewClient(tenant, UUID.randomUUID(), "Bound", scopes("payments:read"), List.of(), null, security),
                systemOf(tenant));
    }

    private static ClientCertificate certificate(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            return new ClientCertificate((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
