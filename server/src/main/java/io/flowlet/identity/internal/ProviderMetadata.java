package io.flowlet.identity.internal;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.flowlet.vault.TokenAlgorithm;
import java.net.URI;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider says of itself, as far as it is needed.
 *
 * @param issInAnswers whether every answer to an authorization request says {@code iss} (RFC 9207)
 * @param assertionAlgorithms by which clients may sign; empty if it does not say
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata">OpenID Connect Discovery, 3</a>
 */
public record ProviderMetadata(
        String issuer, URI authorize, URI token, URI keys, boolean issInAnswers, List<String> assertionAlgorithms) {
    private static final List<TokenAlgorithm> PREFERRED =
            List.of(TokenAlgorithm.ES256, TokenAlgorithm.PS256, TokenAlgorithm.RS256);

    public ProviderMetadata {
        assertionAlgorithms = List.copyOf(assertionAlgorithms);
    }

    /** What came of reading the document. */
    public sealed interface Reading {}

    public record Sound(ProviderMetadata metadata) implements Reading {}

    /** @param reason lower_snake, one of few */
    public record Unsound(String reason) implements Reading {}

    /** Reads the document of {@code issuer}; refuses it in this order: unreadable, another issuer's, without an https address, without what is needed. */
    static Reading read(String issuer, String json) {
        try {
            @Nullable Map<String, Object> document = JSONObjectUtils.parse(json);
            if (document == null) {
                return new Unsound("document_unreadable"); // what JSON calls null
            }
            if (!issuer.equals(JSONObjectUtils.getString(document, "issuer"))) {
                return new Unsound("issuer_differs");
            }
            URI authorize = address(document, "authorization_endpoint");
            URI token = address(document, "token_endpoint");
            URI keys = address(document, "jwks_uri");
            if (authorize == null || token == null || keys == null) {
                return new Unsound("endpoint_unfit");
            }
            if (!offers(document, "response_types_supported", List.of("code"))
                    || !offers(document, "code_challenge_methods_supported", List.of("S256"))
                    || !offers(document, "id_token_signing_alg_values_supported", List.of("ES256", "PS256", "RS256"))) {
                return new Unsound("lacks_what_is_needed");
            }
            boolean iss = Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported"));
            List<String> algorithms = listed(document, "token_endpoint_auth_signing_alg_values_supported");
            return new Sound(new ProviderMetadata(issuer, authorize, token, keys, iss, algorithms));
        } catch (ParseException e) {
            return new Unsound("document_unreadable");
        }
    }

    /** By which this server signs that it is the client; empty if the provider takes none that it has. */
    Optional<TokenAlgorithm> assertionAlgorithm() {
        return PREFERRED.stream()
                .filter(algorithm -> assertionAlgorithms.isEmpty() || assertionAlgorithms.contains(algorithm.name()))
                .findFirst();
    }

    // what a document does not mention is tried: the ID token is judged in any case
    private static boolean offers(Map<String, Object> document, String member, List<String> needed)
            throws ParseException {
        List<String> offered = listed(document, member);
        return offered.isEmpty() || needed.stream().anyMatch(offered::contains);
    }

    private static List<String> listed(Map<String, Object> document, String member) throws ParseException {
        String @Nullable [] values = JSONObjectUtils.getStringArray(document, member);
        return values == null ? List.of() : Arrays.asList(values);
    }

    private static @Nullable URI address(Map<String, Object> document, String member) throws ParseException {
        URI uri = JSONObjectUtils.getURI(document, member);
        boolean sound = uri != null
                && "https".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
        return sound ? uri : null;
    }
}
