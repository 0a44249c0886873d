package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.testing.TestCertificates;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** Who could say to hold the key of a certificate, and is not believed. */
class ShownCertificatesTests {
    private static final String HEADER = "X-Client-Certificate";

    @TempDir
    private static Path folder;

    private static X509Certificate partner;
    private static X509Certificate stranger;
    private static X509Certificate proxy;

    @BeforeAll
    static void make() {
        TestCertificates certificates = new TestCertificates(folder);
        partner = certificates.selfSigned("partner", "CN=partner");
        stranger = certificates.selfSigned("stranger", "CN=stranger");
        proxy = certificates.selfSigned("proxy", "CN=proxy");
    }

    private static ShownCertificates believing(@Nullable String header, String... trusted) {
        return new ShownCertificates(
                new Proxies(List.of(trusted)),
                new EdgeSettings.ClientCertificates(true, header, List.of(digest(proxy))));
    }

    @Test
    void believesItsOwnHandshake() {
        MockHttpServletRequest request = from("203.0.113.9");
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {partner});
        assertThat(believing(HEADER).of(request)).contains(partner);
        assertThat(believing(null).of(request)).contains(partner);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "::ffff:127.0.0.1"})
    void believesATrustedProxyOnThisMachine(String peer) throws Exception {
        ShownCertificates shown = believing(HEADER, "127.0.0.1", "::1");
        for (String sent : List.of(escaped(partner), binary(partner))) {
            MockHttpServletRequest request = from(peer);
            request.addHeader(HEADER, sent);
            assertThat(shown.of(request)).contains(partner);
        }
    }

    @Test
    void believesAProxyThatProvesItself() {
        MockHttpServletRequest request = from("203.0.113.9");
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {proxy});
        request.addHeader(HEADER, escaped(partner));
        assertThat(believing(HEADER).of(request)).contains(partner);
    }

    @Test
    void aProxysOwnCertificateIsNotItsCallers() {
        MockHttpServletRequest request = from("203.0.113.9");
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {proxy});
        assertThat(believing(HEADER).of(request)).isEmpty();
        assertThat(believing(null).of(request)).isEmpty();
    }

    /** Peer, whether it shows a certificate of its own, and what it is not believed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "203.0.113.9", // from anywhere
                "10.0.0.1", // from a trusted network, which is not this machine
                "127.0.0.2", // this machine, but no trusted address
                "::1",
                "fe80::1",
                "::ffff:10.0.0.1",
            })
    void whenThePeerIsNoProxyOfOursThenTheHeaderIsNothing(String peer) {
        MockHttpServletRequest request = from(peer);
        request.addHeader(HEADER, escaped(partner));
        request.addHeader("X-Forwarded-For", "127.0.0.1");
        request.addHeader("Forwarded", "for=127.0.0.1");
        assertThat(believing(HEADER, "10.0.0.0/8", "127.0.0.1").of(request)).isEmpty();
    }

    @Test
    void whenThePeerShowsAnotherCertificateThenTheHeaderIsNothing() {
        MockHttpServletRequest request = from("127.0.0.1");
        request.setAttribute("jakarta.servlet.request.X509Certificate", new X509Certificate[] {stranger});
        request.addHeader(HEADER, escaped(partner));
        assertThat(believing(HEADER, "127.0.0.1").of(request)).contains(stranger);
    }

    @Test
    void whenThereAreTwoHeadersThenThereIsNone() {
        MockHttpServletRequest request = from("127.0.0.1");
        request.addHeader(HEADER, escaped(partner));
        request.addHeader(HEADER, escaped(stranger));
        assertThat(believing(HEADER, "127.0.0.1").of(request)).isEmpty();
    }

    @Test
    void whenTheSettingNamesNoHeaderThenNoneIsRead() {
        MockHttpServletRequest request = from("127.0.0.1");
        request.addHeader(HEADER, escaped(partner));
        assertThat(believing(null, "127.0.0.1").of(request)).isEmpty();
        assertThat(believing("Client-Cert", "127.0.0.1").of(request)).isEmpty();
    }

    @Test
    void whatIsNotOneCertificateIsNone() throws Exception {
        ShownCertificates shown = believing(HEADER, "127.0.0.1");
        String pem = TestCertificates.pem(partner);
        for (String sent : List.of(
                "",
                "(null)",
                "x".repeat(20_000),
                ":AAAA:",
                "::",
                Base64.getEncoder().encodeToString(partner.getEncoded()),
                binary(partner) + ", " + binary(stranger),
                URLEncoder.encode(pem + TestCertificates.pem(stranger), StandardCharsets.US_ASCII),
                URLEncoder.encode("x" + pem, StandardCharsets.US_ASCII),
                escaped(partner).substring(0, 200),
                "%zz",
                "CN=partner",
                pem.replace("CERTIFICATE", "PRIVATE KEY"))) {
            MockHttpServletRequest request = from("127.0.0.1");
            request.addHeader(HEADER, sent);
            assertThat(shown.of(request)).as(sent).isEmpty();
        }
    }

    private static MockHttpServletRequest from(String peer) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(peer);
        return request;
    }

    /** As NGINX's {@code $ssl_client_escaped_cert}. */
    private static String escaped(X509Certificate certificate) {
        return URLEncoder.encode(TestCertificates.pem(certificate), StandardCharsets.US_ASCII)
                .replace("+", "%20");
    }

    private static String binary(X509Certificate certificate) throws Exception {
        return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    }

    private static String digest(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
