package io.flowlet.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowlet.testing.TestCertificates;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

/** TLS of the server's own port, with real handshakes. */
class TlsConnectorTests {
    @TempDir
    private Path folder;

    private TestCertificates certificates;
    private TlsConnector tls;
    private TomcatWebServer server;

    @BeforeEach
    void start() throws Exception {
        certificates = new TestCertificates(folder);
        certificates.selfSigned("server", "CN=localhost", "san=dns:localhost");
        certificates.selfSigned("caller", "CN=caller");
        write("server");
        tls = new TlsConnector(new EdgeSettings(
                List.of(),
                new EdgeSettings.Tls(file("certificate"), file("key")),
                new EdgeSettings.ClientCertificates(true, null, List.of())));
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.addConnectorCustomizers(connector -> tls.secure(connector));
        server = (TomcatWebServer) factory.getWebServer(
                context -> context.addServlet("who", new Who()).addMapping("/"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    /** Answers with the subject of the certificate that it was shown. */
    private static final class Who extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Object shown = request.getAttribute("jakarta.servlet.request.X509Certificate");
            response.getWriter()
                    .print(
                            shown instanceof X509Certificate[] chain
                                    ? chain[0].getSubjectX500Principal().getName()
                                    : "nobody");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void seesTheCertificateOfWhoeverShowsOneAndAsksNobodyElse(String protocol) throws Exception {
        assertThat(call("server", protocol, "caller").body()).isEqualTo("CN=caller");
        assertThat(call("server", protocol, null).body()).isEqualTo("nobody");
    }

    @Test
    void speaksNoOldProtocolAndNoWeakSuite() {
        SSLParameters weak = new SSLParameters(
                new String[] {"TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
                new String[] {"TLSv1.2"});
        assertThatThrownBy(() -> call(client("server", null), weak)).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void readsANewCertificateAndKeepsTheOldOneWhenTheNewOneIsNone() throws Exception {
        assertThat(tls.reloadIfChanged()).isFalse();
        certificates.selfSigned("next", "CN=localhost", "san=dns:localhost");
        write("next");
        assertThat(tls.reloadIfChanged()).isTrue();
        assertThat(call("next", "TLSv1.3", null).statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> call("server", "TLSv1.3", null)).isInstanceOf(IOException.class);

        Files.writeString(file("certificate"), "not a certificate");
        later(file("certificate"), 20);
        assertThat(tls.reloadIfChanged()).isFalse();
        assertThat(call("next", "TLSv1.3", "caller").body()).isEqualTo("CN=caller");
    }

    private void write(String alias) throws IOException {
        Files.writeString(file("certificate"), TestCertificates.pem(certificates.certificate(alias)));
        Files.writeString(file("key"), certificates.key(alias));
        later(file("key"), alias.length());
    }

    // two writes within one tick of the file system are two all the same
    private static void later(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private Path file(String name) {
        return folder.resolve(name + ".pem");
    }

    private HttpResponse<String> call(String trusted, String protocol, @Nullable String shown) throws Exception {
        return call(client(trusted, shown), new SSLParameters(null, new String[] {protocol}));
    }

    private HttpResponse<String> call(SSLContext context, SSLParameters parameters) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + server.getPort() + "/"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private SSLContext client(String trusted, @Nullable String shown) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", certificates.certificate(trusted));
        TrustManagerFactory trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusting.init(trust);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        if (shown != null) {
            own.setKeyEntry(
                    shown,
                    certificates.keyStore().getKey(shown, certificates.password()),
                    certificates.password(),
                    new X509Certificate[] {certificates.certificate(shown)});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, certificates.password());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusting.getTrustManagers(), null);
        return context;
    }
}
