package io.flowlet.edge;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose key the caller holds: that of our own handshake, or that of the handshake of a proxy in front of us.
 *
 * <p>A header is worth something only from a proxy that nobody else can be: one that proves itself by a certificate that the operator named, or a
 * trusted one on this very machine. A network alone is not enough, since whoever stands in it would be every partner. From such a proxy the header
 * alone counts: its own certificate is not its caller's. Anything but one certificate in one header is none.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9440">RFC 9440</a>
 */
final class ShownCertificates {
    private static final String HANDSHAKE = "jakarta.servlet.request.X509Certificate";
    private static final int LONGEST = 12_000;
    private static final Pattern BINARY = Pattern.compile(":([A-Za-z0-9+/]+={0,2}):");
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----\\s([A-Za-z0-9+/\\s]+={0,2}\\s*)-----END CERTIFICATE-----\\s*");

    private final Proxies proxies;
    private final @Nullable String header;
    private final Set<String> named;

    ShownCertificates(Proxies proxies, EdgeSettings.ClientCertificates settings) {
        this.proxies = proxies;
        this.header = settings.header();
        this.named = settings.proxies().stream()
                .map(digest -> digest.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The caller's certificate; empty if it showed none that is believed. */
    Optional<X509Certificate> of(HttpServletRequest request) {
        Optional<X509Certificate> own = ofHandshake(request);
        return isProxy(request, own) ? ofHeader(request) : own;
    }

    private boolean isProxy(HttpServletRequest request, Optional<X509Certificate> own) {
        boolean proved =
                own.map(ShownCertificates::digest).filter(named::contains).isPresent();
        return proved || (header != null && own.isEmpty() && proxies.isTrustedOnThisMachine(request));
    }

    private Optional<X509Certificate> ofHeader(HttpServletRequest request) {
        if (header == null) {
            return Optional.empty();
        }
        List<String> sent = Collections.list(request.getHeaders(header));
        return sent.size() == 1 && sent.getFirst().length() <= LONGEST ? read(sent.getFirst()) : Optional.empty();
    }

    /** As RFC 9440 writes it, or as NGINX does: PEM with its line ends in percent. */
    private static Optional<X509Certificate> read(String text) {
        Matcher binary = BINARY.matcher(text);
        try {
            if (binary.matches()) {
                return certificate(Base64.getDecoder().decode(binary.group(1)));
            }
            // a plus is a letter of base64 and no blank here
            Matcher pem = PEM.matcher(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.US_ASCII));
            return pem.matches() ? certificate(Base64.getMimeDecoder().decode(pem.group(1))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<X509Certificate> certificate(byte[] der) {
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Optional<X509Certificate> ofHandshake(HttpServletRequest request) {
        return request.getAttribute(HANDSHAKE) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }

    private static String digest(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has an encoding, and every Java SHA-256", e);
        }
    }
}
