package io.flowlet.edge;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Lets every caller show a certificate: the handshake proves that the caller holds its key, and nothing is given for that alone. Who may do what
 * with it is judged with the client that it claims to be, whose certificate may well be its own issuer (RFC 8705, 2.2). Made by Tomcat by its name.
 */
public final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("no certificate");
        }
    }

    /** This server calls nobody by this. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no server is trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
