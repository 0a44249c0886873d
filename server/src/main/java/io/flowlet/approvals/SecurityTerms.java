package io.flowlet.approvals;

import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientLogout;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.ClientProfile;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.IdTokenAlgorithm;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.identity.TlsName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link ClientSecurity} in a request that another person reads: under the names of the API, whole. */
final class SecurityTerms {
    private final Map<?, ?> terms;

    private SecurityTerms(Map<?, ?> terms) {
        this.terms = terms;
    }

    static Map<String, @Nullable Object> of(ClientSecurity security) {
        Optional<ClientKeys> keys = Optional.ofNullable(security.proof().keys());
        Optional<TlsName> name = Optional.ofNullable(security.proof().tlsName());
        Map<String, @Nullable Object> terms = new TreeMap<>();
        terms.put("profile", security.profile().code());
        terms.put("token_endpoint_auth_method", security.proof().method().code());
        keys.map(ClientKeys::jwks).ifPresent(jwks -> terms.put("jwks", jwks));
        keys.map(ClientKeys::jwksUri).ifPresent(address -> terms.put("jwks_uri", address));
        name.ifPresent(held -> terms.put("tls_client_auth", List.of(held.kind().code(), held.value())));
        terms.put("sender_constraint", security.sender().code());
        terms.put("par_required", security.parRequired());
        terms.put("pkce_required", security.pkceRequired());
        terms.put("id_token_signed_response_alg", security.idTokenAlgorithm().name());
        terms.put(
                "grant_types",
                security.grants().stream().map(ClientGrant::code).sorted().toList());
        terms.put(
                "post_logout_redirect_uris",
                security.logout().redirectUris().stream()
                        .map(RedirectUri::value)
                        .toList());
        Optional.ofNullable(security.logout().backchannelUri())
                .ifPresent(address -> terms.put("backchannel_logout_uri", address));
        terms.put("backchannel_logout_session_required", security.logout().sessionRequired());
        return terms;
    }

    static ClientSecurity read(Map<?, ?> written) {
        SecurityTerms terms = new SecurityTerms(written);
        return new ClientSecurity(
                ClientProfile.of(terms.text("profile")).orElseThrow(),
                terms.proof(),
                SenderConstraint.of(terms.text("sender_constraint")).orElseThrow(),
                terms.flag("par_required"),
                terms.flag("pkce_required"),
                IdTokenAlgorithm.of(terms.text("id_token_signed_response_alg")).orElseThrow(),
                terms.texts("grant_types").stream()
                        .map(code -> ClientGrant.of(code).orElseThrow())
                        .collect(Collectors.toSet()),
                new ClientLogout(
                        terms.texts("post_logout_redirect_uris").stream()
                                .map(RedirectUri::new)
                                .toList(),
                        terms.maybe("backchannel_logout_uri"),
                        terms.flag("backchannel_logout_session_required")));
    }

    private ClientProof proof() {
        ClientMethod method =
                ClientMethod.of(text("token_endpoint_auth_method")).orElseThrow();
        List<String> name = terms.containsKey("tls_client_auth") ? texts("tls_client_auth") : List.of();
        return new ClientProof(
                method,
                method.hasKeys() ? new ClientKeys(maybe("jwks"), maybe("jwks_uri")) : null,
                name.isEmpty() ? null : new TlsName(TlsName.Kind.of(name.get(0)).orElseThrow(), name.get(1)));
    }

    private String text(String name) {
        return Objects.requireNonNull(maybe(name));
    }

    private @Nullable String maybe(String name) {
        return (String) terms.get(name);
    }

    private boolean flag(String name) {
        return Boolean.TRUE.equals(terms.get(name));
    }

    private List<String> texts(String name) {
        return ((Collection<?>) Objects.requireNonNull(terms.get(name)))
                .stream().map(String.class::cast).toList();
    }
}
