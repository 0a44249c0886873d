package io.flowlet.outbound.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: Java's authorities and those of a file. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /** @throws IllegalStateException if {@code more} cannot be read */
    public static SSLContext context(@Nullable Path more) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, more == null ? null : trusting(more), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the file of flowlet.outbound.trusted-certificates cannot be used", e);
        }
    }

    private static TrustManager[] trusting(Path more) throws GeneralSecurityException, IOException {
        List<Certificate> authorities = new ArrayList<>(Arrays.asList(javas()));
        try (InputStream file = Files.newInputStream(more)) {
            authorities.addAll(CertificateFactory.getInstance("X.509").generateCertificates(file));
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        return managers(store);
    }

    private static X509Certificate[] javas() throws GeneralSecurityException {
        return Arrays.stream(managers(null))
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .map(X509TrustManager::getAcceptedIssuers)
                .findFirst()
                .orElse(new X509Certificate[0]);
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
