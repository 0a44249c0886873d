package io.flowlet.identity.internal;

import io.flowlet.identity.IdTokenAlgorithm;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Proof;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this server can do of OpenID Connect.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata">OpenID Connect Discovery, 3</a>, <a
 *     href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html#OPMetadata">RP-Initiated Logout, 2.1</a>, <a
 *     href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCSupport">Back-Channel Logout, 2.1</a>
 */
final class OpenIdMetadata {
    private static final List<String> OF_EVERY_TOKEN =
            List.of("sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash");

    private OpenIdMetadata() {}

    static void describe(IdentitySettings settings, Map<String, Object> document) {
        document.put("userinfo_endpoint", settings.link(OAuthPaths.USERINFO));
        document.put("end_session_endpoint", settings.link(OAuthPaths.LOGOUT));
        document.put("backchannel_logout_supported", true);
        document.put("backchannel_logout_session_supported", true);
        document.put("subject_types_supported", List.of("public"));
        document.put(
                "id_token_signing_alg_values_supported",
                Arrays.stream(IdTokenAlgorithm.values())
                        .map(IdTokenAlgorithm::name)
                        .toList());
        document.put("acr_values_supported", Proof.levels());
        document.put("prompt_values_supported", List.of("none", "login", "consent", "select_account"));
        document.put("display_values_supported", List.of("page"));
        document.put("ui_locales_supported", List.of("en"));
        document.put("claim_types_supported", List.of("normal"));
        document.put("claims_parameter_supported", true);
        document.put(
                "claims_supported",
                Stream.concat(
                                OF_EVERY_TOKEN.stream(),
                                PersonClaims.NAMES.stream().sorted())
                        .toList());
        document.put("service_documentation", settings.link("/docs"));
    }
}
