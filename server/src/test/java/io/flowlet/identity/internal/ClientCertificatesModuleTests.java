package io.flowlet.identity.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64;
import io.flowlet.http.ClientCertificate;
import io.flowlet.http.RequestAttributes;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientCredentials;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientLogout;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.ClientProfile;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.IdTokenAlgorithm;
import io.flowlet.identity.NewClient;
import io.flowlet.identity.OAuthTests;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.identity.TlsName;
import io.flowlet.testing.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ClientCertificatesModuleTests extends OAuthTests {
    private static final String NAMES =
            "san=dns:api.partner.example,uri:https://partner.example/id,ip:192.0.2.7,ip:2001:db8::7,email:ops@partner.example";

    @TempDir
    private static Path folder;

    private static Path authorities;
    private static X509Certificate partner;
    private static X509Certificate server;
    private static X509Certificate own;
    private static X509Certificate forged;

    @Autowired
    private ClientKeySource keys;

    @BeforeAll
    static void make() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        X509Certificate root = certificates.authority("root", "CN=Root");
        certificates.issued("root", "middle", "CN=Middle", "bc:c=ca:true");
        partner = certificates.issued("middle", "partner", "CN=partner,O=Partner,C=DE", NAMES, "eku=clientAuth");
        server = certificates.issued("middle", "server", "CN=partner,O=Partner,C=DE", "eku=serverAuth");
        certificates.authority("false-root", "CN=Root");
        forged = certificates.issued("false-root", "forged", "CN=partner,O=Partner,C=DE", NAMES);
        own = certificates.selfSigned("own", "CN=own");
        authorities = folder.resolve("authorities.pem");
        Files.writeString(
                authorities, TestCertificates.pem(root) + TestCertificates.pem(certificates.certificate("middle")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SUBJECT_DN | CN=partner,O=Partner,C=DE | true",
                "SUBJECT_DN | cn=Partner, o=partner, c=de | true",
                "SUBJECT_DN | CN=partner | false",
                "SUBJECT_DN | C=DE,O=Partner,CN=partner | false",
                "SAN_DNS | api.partner.example | true",
                "SAN_DNS | API.partner.example | true",
                "SAN_DNS | partner.example | false",
                "SAN_DNS | *.partner.example | false",
                "SAN_URI | https://partner.example/id | true",
                "SAN_URI | https://partner.example/ | false",
                "SAN_IP | 192.0.2.7 | true",
                "SAN_IP | 192.0.2.8 | false",
                "SAN_IP | 2001:db8::7 | true",
                "SAN_IP | 2001:DB8:0:0:0:0:0:7 | true",
                "SAN_IP | 2001:0db8:0000::0007 | true",
                "SAN_IP | 2001:db8::8 | false",
                "SAN_EMAIL | ops@partner.example | true",
                "SAN_EMAIL | api.partner.example | false",
            })
    void aNameThatAnAuthorityVouchesForProvesTheClient(TlsName.Kind kind, String name, boolean proved) {
        Client client = client(
                        new ClientProof(ClientMethod.TLS_CLIENT_AUTH, null, new TlsName(kind, name)),
                        ClientProfile.SERVICE)
                .client();
        Optional<String> fault = vetting(authorities).fault(client, new ClientCertificate(partner));
        assertThat(fault).isEqualTo(proved ? Optional.empty() : Optional.of("certificate_of_another"));
    }

    @Test
    void whoNobodyVouchesForIsNobody() {
        Client client = client(
                        new ClientProof(
                                ClientMethod.TLS_CLIENT_AUTH,
                                null,
                                new TlsName(TlsName.Kind.SUBJECT_DN, "CN=partner,O=Partner,C=DE")),
                        ClientProfile.BANK)
                .client();
        ClientCertificates vetting = vetting(authorities);
        assertThat(vetting.fault(client, new ClientCertificate(partner))).isEmpty();
        for (X509Certificate wrong : List.of(forged, own, server)) {
            assertThat(vetting.fault(client, new ClientCertificate(wrong))).hasValue("certificate_issuer_unknown");
        }
        assertThat(vetting.fault(client, null)).hasValue("certificate_missing");
        assertThat(vetting(null).fault(client, new ClientCertificate(partner))).hasValue("certificate_issuer_unknown");
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(100));
        Clock before = Clock.offset(Clock.systemUTC(), Duration.ofDays(-3));
        for (Clock clock : List.of(later, before)) {
            assertThat(new ClientCertificates(new ClientAuthorities(authorities), keys, clock)
                            .fault(client, new ClientCertificate(partner)))
                    .hasValue("certificate_untimely");
        }
    }

    @Test
    void aRegisteredCertificateProvesTheClientAndNoOtherDoes() throws Exception {
        ECKey key = new ECKey.Builder(Curve.P_256, (ECPublicKey) own.getPublicKey())
                .x509CertChain(List.of(Base64.encode(own.getEncoded())))
                .build();
        String jwks = new JWKSet(List.of(key)).toString(true);
        assertThat(PublicKeySets.hasCertificates(jwks)).isTrue();
        ClientCredentials client = client(
                new ClientProof(ClientMethod.SELF_SIGNED_TLS_CLIENT_AUTH, new ClientKeys(jwks, null), null),
                ClientProfile.SERVICE);
        MockHttpServletResponse answer = call(showing(client, own));
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(200);
        assertThat(superuser.queryForObject(
                        "select method from identity.token where client = ?",
                        String.class,
                        client.client().id()))
                .isEqualTo("self_signed_tls_client_auth");
        assertThat(call(showing(client, forged)).getStatus()).isEqualTo(401);
        assertThat(call(showing(client, null)).getStatus()).isEqualTo(401);
        MockHttpServletRequest withSecret = showing(client, own);
        withSecret.addParameter("client_secret", "x");
        assertThat(call(withSecret).getStatus()).isEqualTo(401);
        assertThat(auditOf(client, "refused"))
                .containsExactly(
                        "token.issue certificate_of_another",
                        "token.issue certificate_missing",
                        "token.issue method_wrong");
    }

    @Test
    void aCertificateProvesNobodyWhoRegisteredNone() throws Exception {
        ClientCredentials secret = newClient();
        assertThat(call(showing(secret, own)).getStatus()).isEqualTo(401);
        assertThat(auditOf(secret, "refused")).containsExactly("token.issue credentials_missing");
    }

    private ClientCertificates vetting(@Nullable Path file) {
        return new ClientCertificates(new ClientAuthorities(file), keys, Clock.systemUTC());
    }

    private static MockHttpServletRequest showing(ClientCredentials client, @Nullable X509Certificate certificate) {
        MockHttpServletRequest request = form(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        client.client().clientId()));
        if (certificate != null) {
            RequestAttributes.set(request, new ClientCertificate(certificate));
        }
        return request;
    }

    private ClientCredentials client(ClientProof proof, ClientProfile profile) {
        boolean bank = profile == ClientProfile.BANK;
        var tenant = newTenant();
        ClientSecurity security = new ClientSecurity(
                profile,
                proof,
                bank ? SenderConstraint.MTLS : SenderConstraint.NONE,
                bank,
                true,
                bank ? IdTokenAlgorithm.PS256 : IdTokenAlgorithm.RS256,
                Set.of(ClientGrant.CLIENT_CREDENTIALS),
                ClientLogout.NONE);
        return clients.create(
                new NewClient(tenant, UUID.randomUUID(), "Partner", scopes("payments:read"), List.of(), null, security),
                systemOf(tenant));
    }
}
