package io.flowlet.identity.internal;

import io.flowlet.http.ClientAddress;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.TlsName;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Whether what a client wants to prove itself by can be read, before it is stored. */
public final class ProofChecks {
    private ProofChecks() {}

    /** The set as it is stored, if it does for {@code method}. */
    public static Optional<String> keys(String jwks, ClientMethod method) {
        return PublicKeySets.canonical(jwks)
                .filter(set ->
                        method != ClientMethod.SELF_SIGNED_TLS_CLIENT_AUTH || PublicKeySets.hasCertificates(set));
    }

    public static boolean isSound(TlsName name) {
        return switch (name.kind()) {
            case SUBJECT_DN -> isSubject(name.value());
            case SAN_IP -> isAddress(name.value());
            case SAN_DNS, SAN_URI, SAN_EMAIL -> name.value().chars().allMatch(c -> c > ' ' && c < 0x7f);
        };
    }

    private static boolean isSubject(String text) {
        try {
            return !new X500Principal(text).getName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isAddress(String text) {
        try {
            ClientAddress.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
