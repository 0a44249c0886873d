package io.flowlet.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * The certificate whose key the caller proved to hold, to us in the handshake or to a proxy that is believed. Who issued it is not judged yet.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705">RFC 8705</a>
 */
public record ClientCertificate(X509Certificate certificate) {
    /** SHA-256 of the certificate in base64url: {@code x5t#S256} of tokens that are bound to it. */
    public String thumbprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has an encoding, and every Java SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "ClientCertificate[" + thumbprint() + "]";
    }
}
