package io.flowlet.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of the server's own port: 1.2 and 1.3 with the suites of FAPI 2.0, and callers' certificates if they are asked for. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.2.2">FAPI 2.0, 5.2.2</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc9325">RFC 9325</a>
 */
public final class TlsConnector {
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);
    /** Of TLS 1.2; those of 1.3 are all good. */
    private static final String SUITES = String.join(
            ":",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private final EdgeSettings settings;
    private volatile @Nullable AbstractHttp11Protocol<?> protocol;
    private volatile List<FileTime> read = List.of();

    TlsConnector(EdgeSettings settings) {
        this.settings = settings;
    }

    /** Lets {@code connector} speak TLS, if the settings name a certificate. */
    void secure(Connector connector) {
        if (settings.tls().certificate() == null) {
            return;
        }
        AbstractHttp11Protocol<?> http = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        connector.setScheme("https");
        connector.setSecure(true);
        http.setSSLEnabled(true);
        read = times();
        http.addSslHostConfig(config());
        protocol = http;
    }

    /**
     * Reads certificate and key again if one of their files is another than before; the old ones stay if the new ones cannot be used.
     *
     * @return whether there are new ones
     */
    public boolean reloadIfChanged() {
        AbstractHttp11Protocol<?> http = protocol;
        if (http == null) {
            return false;
        }
        List<FileTime> now = times();
        if (now.equals(read)) {
            return false;
        }
        try {
            http.addSslHostConfig(config(), true);
            read = now;
            LOG.info("The certificate of edge.tls was read again");
            return true;
        } catch (IllegalArgumentException e) {
            LOG.warn("The new certificate or key of edge.tls cannot be used; the old one stays");
            return false;
        }
    }

    private SSLHostConfig config() {
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("TLSv1.2+TLSv1.3");
        host.setCiphers(SUITES);
        host.setHonorCipherOrder(true);
        host.setCertificateVerification(settings.clientCertificates().asked() || provesProxies() ? "optional" : "none");
        host.setTrustManagerClassName(AnyCertificate.class.getName());
        SSLHostConfigCertificate own = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        own.setCertificateFile(file(settings.tls().certificate()));
        own.setCertificateKeyFile(file(settings.tls().key()));
        host.addCertificate(own);
        return host;
    }

    private boolean provesProxies() {
        return !settings.clientCertificates().proxies().isEmpty();
    }

    private List<FileTime> times() {
        try {
            return List.of(
                    Files.getLastModifiedTime(
                            Objects.requireNonNull(settings.tls().certificate())),
                    Files.getLastModifiedTime(
                            Objects.requireNonNull(settings.tls().key())));
        } catch (IOException e) {
            return read; // while they are being replaced
        }
    }

    private static String file(@Nullable Path path) {
        return Objects.requireNonNull(path).toAbsolutePath().toString();
    }
}
