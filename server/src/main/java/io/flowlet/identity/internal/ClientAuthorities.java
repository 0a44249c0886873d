package io.flowlet.identity.internal;

import io.flowlet.identity.IdentitySettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Whose word counts about clients' certificates; without a file nobody's.
 *
 * <p>Those of the file that issued themselves are the ends of every chain, the others may stand in the middle: a proxy hands on the client's own
 * certificate alone. Lists of revoked certificates are not asked: a client is ended here, which takes a second. Thread-safe.
 */
@Component
final class ClientAuthorities {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USE = "2.5.29.37.0";

    private final List<X509Certificate> known;
    private final Set<TrustAnchor> anchors;

    @Autowired
    ClientAuthorities(IdentitySettings settings) {
        this(settings.clientAuthorities());
    }

    /** @throws IllegalStateException if the file cannot be read or holds no authority that issued itself */
    ClientAuthorities(@Nullable Path file) {
        this.known = file == null ? List.of() : read(file);
        this.anchors = known.stream()
                .filter(certificate ->
                        certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toUnmodifiableSet());
        if (file != null && anchors.isEmpty()) {
            throw new IllegalStateException("the file of flowlet.identity.client-authorities holds no authority");
        }
    }

    /** Whether a chain leads from {@code certificate} to one of them at {@code now}, for a client. */
    boolean vouchFor(X509Certificate certificate, Instant now) {
        if (anchors.isEmpty() || certificate.getBasicConstraints() >= 0) {
            return false;
        }
        try {
            @Nullable List<String> uses = certificate.getExtendedKeyUsage();
            if (uses != null && !uses.contains(CLIENT_AUTH) && !uses.contains(ANY_USE)) {
                return false;
            }
            X509CertSelector wanted = new X509CertSelector();
            wanted.setCertificate(certificate);
            PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, wanted);
            Set<X509Certificate> all = new HashSet<>(known);
            all.add(certificate);
            path.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
            path.setRevocationEnabled(false);
            path.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(path);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<X509Certificate> read(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the file of flowlet.identity.client-authorities cannot be read", e);
        }
    }
}
