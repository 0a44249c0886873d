package io.flowlet.identity.http;

import io.flowlet.http.FieldFault;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.HttpsUri;
import io.flowlet.identity.TlsName;
import io.flowlet.identity.internal.ProofChecks;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What a client proves itself by, as it is sent. */
record KeysBody(
        @Nullable Map<String, Object> jwks,

        @Size(max = 500) @Nullable String jwksUri,
        @Valid @Nullable TlsNameBody tlsClientAuth) {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String toString() {
        return "KeysBody[…]";
    }

    /**
     * The proof, sound in itself; whether it is the one that {@code method} takes is for the profile to say.
     *
     * @param place of the members in the body, ending in a slash
     */
    ClientProof proof(ClientMethod method, String place, List<FieldFault> faults) {
        return new ClientProof(
                method,
                keys(method, place, faults).orElse(null),
                name(place, faults).orElse(null));
    }

    private Optional<ClientKeys> keys(ClientMethod method, String place, List<FieldFault> faults) {
        if (jwks != null && jwksUri != null) {
            faults.add(new FieldFault(place + "jwks", "does_not_fit", "jwks or jwks_uri, one of them."));
            return Optional.empty();
        }
        if (jwks != null) {
            Optional<String> set = ProofChecks.keys(JSON.writeValueAsString(jwks), method);
            if (set.isEmpty()) {
                faults.add(new FieldFault(
                        place + "jwks",
                        "malformed_keys",
                        "A JWK set of 1 to 10 public keys, one at least an RSA key of 2048 to 4096 bits, of P-256 or Ed25519;"
                                + " each with x5c for self_signed_tls_client_auth."));
            }
            return set.map(text -> new ClientKeys(text, null));
        }
        if (jwksUri != null && !HttpsUri.isSound(jwksUri)) {
            faults.add(
                    new FieldFault(place + "jwks_uri", "malformed_uri", "An https address without user and fragment."));
            return Optional.empty();
        }
        return Optional.ofNullable(jwksUri).map(address -> new ClientKeys(null, address));
    }

    private Optional<TlsName> name(String place, List<FieldFault> faults) {
        if (tlsClientAuth == null) {
            return Optional.empty();
        }
        Optional<TlsName> name = TlsName.Kind.of(tlsClientAuth.kind())
                .map(kind -> new TlsName(kind, tlsClientAuth.value()))
                .filter(ProofChecks::isSound);
        if (name.isEmpty()) {
            faults.add(
                    new FieldFault(
                            place + "tls_client_auth",
                            "malformed_name",
                            "kind is subject_dn, san_dns, san_uri, san_ip or san_email; a subject is written as RFC 4514 says."));
        }
        return name;
    }
}
