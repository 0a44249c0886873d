package io.flowlet.identity.internal;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64;
import io.flowlet.http.ClientAddress;
import io.flowlet.http.ClientCertificate;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.TlsName;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Clients that prove themselves by the certificate of their connection: by a name that an authority of ours vouches for, or by the certificate
 * itself. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2">RFC 8705, 2</a>
 */
@Component
final class ClientCertificates {
    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;

    private final ClientAuthorities authorities;
    private final ClientKeySource keys;
    private final Clock clock;

    ClientCertificates(ClientAuthorities authorities, ClientKeySource keys, Clock clock) {
        this.authorities = authorities;
        this.keys = keys;
        this.clock = clock;
    }

    /** Why {@code shown} does not prove {@code client}; empty if it does. */
    Optional<String> fault(Client client, @Nullable ClientCertificate shown) {
        if (shown == null) {
            return Optional.of("certificate_missing");
        }
        X509Certificate certificate = shown.certificate();
        Instant now = clock.instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of("certificate_untimely");
        }
        return client.security().proof().method() == ClientMethod.TLS_CLIENT_AUTH
                ? issuedFault(Objects.requireNonNull(client.security().proof().tlsName()), certificate, now)
                : registeredFault(client, certificate);
    }

    private Optional<String> issuedFault(TlsName name, X509Certificate certificate, Instant now) {
        if (!authorities.vouchFor(certificate, now)) {
            return Optional.of("certificate_issuer_unknown");
        }
        return holds(certificate, name) ? Optional.empty() : Optional.of("certificate_of_another");
    }

    private Optional<String> registeredFault(Client client, X509Certificate certificate) {
        boolean known = keys.of(
                        Objects.requireNonNull(client.security().proof().keys()),
                        set -> set.getKeys().stream().anyMatch(key -> isOf(key, certificate)))
                .filter(set -> set.getKeys().stream().anyMatch(key -> isOf(key, certificate)))
                .isPresent();
        return known ? Optional.empty() : Optional.of("certificate_of_another");
    }

    /** Whether {@code key} came with exactly this certificate. */
    private static boolean isOf(JWK key, X509Certificate certificate) {
        @Nullable List<Base64> chain = key.getX509CertChain();
        try {
            return chain != null
                    && !chain.isEmpty()
                    && Arrays.equals(chain.getFirst().decode(), certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static boolean holds(X509Certificate certificate, TlsName name) {
        return switch (name.kind()) {
            case SUBJECT_DN -> certificate.getSubjectX500Principal().equals(new X500Principal(name.value()));
            case SAN_DNS -> alternatives(certificate, DNS).stream().anyMatch(name.value()::equalsIgnoreCase);
            case SAN_URI -> alternatives(certificate, URI).contains(name.value());
            case SAN_IP -> alternatives(certificate, IP).stream().anyMatch(text -> isSameAddress(text, name.value()));
            case SAN_EMAIL -> alternatives(certificate, EMAIL).contains(name.value());
        };
    }

    /** Their bits are compared: IPv6 is written in many ways (RFC 8705, 2.1.2). */
    private static boolean isSameAddress(String one, String other) {
        try {
            return ClientAddress.of(one).equals(ClientAddress.of(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) {
        try {
            @Nullable Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> name.getFirst().equals(kind) && name.get(1) instanceof String)
                            .map(name -> (String) name.get(1))
                            .toList();
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }
}
