package io.flowlet.identity;

import io.flowlet.actor.Scope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each profile asks of a client.
 *
 * @see <a href="https://openid.net/specs/fapi-security-profile-2_0-final.html">FAPI 2.0 Security Profile, 5.3.2</a>, <a
 *     href="https://www.rfc-editor.org/rfc/rfc8252">RFC 8252</a>
 */
final class ProfileRules {
    static final String METHOD = "token_endpoint_auth_method";

    private static final Set<ClientMethod> BANK_METHODS = EnumSet.of(
            ClientMethod.PRIVATE_KEY_JWT, ClientMethod.TLS_CLIENT_AUTH, ClientMethod.SELF_SIGNED_TLS_CLIENT_AUTH);
    private static final String UNFIT = "does_not_fit";

    private final List<UnsoundClient.Fault> faults = new ArrayList<>();

    /** The faults of {@code asked}; empty if it fits its profile. */
    static List<UnsoundClient.Fault> faults(ClientSecurity.Parts asked) {
        ProfileRules rules = new ProfileRules();
        rules.proof(asked.proof());
        rules.profile(asked);
        rules.tokens(asked);
        rules.logout(asked.profile(), asked.logout());
        return rules.faults;
    }

    /** The faults of a whole request. */
    static List<UnsoundClient.Fault> faults(
            @Nullable SignInRegistration signIn, Set<Scope> scopes, ClientSecurity security) {
        ProfileRules rules = new ProfileRules();
        boolean signsIn = signIn != null;
        boolean service = security.profile() == ClientProfile.SERVICE;
        rules.unless(!signsIn || !service, "sign_in", UNFIT, "A service lets nobody sign in.");
        rules.unless(
                signsIn || service || security.profile() == ClientProfile.BANK,
                "sign_in",
                "missing",
                "A browser or native client is there for people who sign in.");
        rules.unless(
                signsIn == security.grants(ClientGrant.AUTHORIZATION_CODE),
                "grant_types",
                UNFIT,
                "authorization_code and sign_in go together.");
        rules.unless(
                !security.grants(ClientGrant.CLIENT_CREDENTIALS) || !scopes.isEmpty(),
                "grant_types",
                UNFIT,
                "client_credentials takes scopes of the client's own.");
        rules.unless(
                !security.grants(ClientGrant.DEVICE_CODE)
                        || (signIn != null && signIn.audience() == Audience.SUBSCRIBER),
                "grant_types",
                UNFIT,
                "Devices are for subscribers: staff has a browser, and a code that somebody sends it would do as well as its own.");
        if (signIn != null) {
            rules.addresses(security.profile(), signIn.redirectUris());
        }
        return rules.faults;
    }

    private void proof(ClientProof proof) {
        unless(
                proof.method().hasKeys() == (proof.keys() != null),
                "jwks",
                proof.keys() == null ? "missing" : UNFIT,
                "jwks or jwks_uri goes with private_key_jwt and self_signed_tls_client_auth, and only with these.");
        unless(
                (proof.method() == ClientMethod.TLS_CLIENT_AUTH) == (proof.tlsName() != null),
                "tls_client_auth",
                proof.tlsName() == null ? "missing" : UNFIT,
                "One name of the certificate goes with tls_client_auth, and only with it.");
    }

    private void profile(ClientSecurity.Parts asked) {
        ClientMethod method = asked.proof().method();
        boolean isPublic = method == ClientMethod.NONE;
        switch (asked.profile()) {
            case BROWSER ->
                unless(
                        asked.pkceRequired() || !isPublic,
                        "pkce_required",
                        UNFIT,
                        "A client that does not prove itself always sends a code challenge.");
            case NATIVE -> {
                unless(isPublic, METHOD, UNFIT, "An app on a device keeps no secret: none.");
                pkce(asked);
            }
            case SERVICE -> {
                unless(!isPublic, METHOD, UNFIT, "A service proves itself.");
                unless(
                        asked.grants().equals(Set.of(ClientGrant.CLIENT_CREDENTIALS)),
                        "grant_types",
                        UNFIT,
                        "A service has client_credentials and nothing else.");
                unless(!asked.parRequired(), "par_required", UNFIT, "A service sends no authorization requests.");
                pkce(asked);
            }
            case BANK -> {
                unless(
                        BANK_METHODS.contains(method),
                        METHOD,
                        UNFIT,
                        "FAPI 2.0: private_key_jwt, tls_client_auth or self_signed_tls_client_auth.");
                unless(
                        asked.sender() != SenderConstraint.NONE,
                        "sender_constraint",
                        UNFIT,
                        "FAPI 2.0: tokens are bound, by dpop or mtls.");
                unless(asked.parRequired(), "par_required", UNFIT, "FAPI 2.0: requests are pushed.");
                unless(
                        !asked.grants().contains(ClientGrant.DEVICE_CODE),
                        "grant_types",
                        UNFIT,
                        "FAPI 2.0 knows no devices.");
                pkce(asked);
            }
        }
    }

    private void pkce(ClientSecurity.Parts asked) {
        unless(
                asked.pkceRequired(),
                "pkce_required",
                UNFIT,
                "Only a browser client that proves itself may go without.");
    }

    private void tokens(ClientSecurity.Parts asked) {
        boolean isPublic = asked.proof().method() == ClientMethod.NONE;
        unless(!asked.grants().isEmpty(), "grant_types", "missing", "A client has at least one grant.");
        unless(
                !isPublic || !asked.grants().contains(ClientGrant.CLIENT_CREDENTIALS),
                "grant_types",
                UNFIT,
                "client_credentials takes a client that proves itself.");
        unless(
                !asked.grants().contains(ClientGrant.REFRESH_TOKEN)
                        || asked.grants().contains(ClientGrant.AUTHORIZATION_CODE),
                "grant_types",
                UNFIT,
                "refresh_token goes with authorization_code.");
        unless(
                !isPublic || asked.sender() != SenderConstraint.MTLS,
                "sender_constraint",
                UNFIT,
                "A public client has no certificate: dpop or none.");
        unless(
                asked.profile() != ClientProfile.BANK || asked.idTokenAlgorithm() != IdTokenAlgorithm.RS256,
                "id_token_signed_response_alg",
                UNFIT,
                "FAPI 2.0: ES256 or PS256.");
    }

    private void logout(ClientProfile profile, ClientLogout logout) {
        unless(
                logout.redirectUris().size() <= ClientLogout.MOST_REDIRECTS,
                "post_logout_redirect_uris",
                "too_many",
                "At most " + ClientLogout.MOST_REDIRECTS + ".");
        unless(
                profile == ClientProfile.NATIVE
                        || logout.redirectUris().stream().noneMatch(RedirectUri::isPrivateUse),
                "post_logout_redirect_uris",
                UNFIT,
                "Only native clients have addresses of a scheme of their own.");
        unless(
                logout.backchannelUri() != null || !logout.sessionRequired(),
                "backchannel_logout_session_required",
                UNFIT,
                "It takes a backchannel_logout_uri.");
        unless(
                logout.backchannelUri() == null || HttpsUri.isSound(logout.backchannelUri()),
                "backchannel_logout_uri",
                "malformed_uri",
                "An https address without user and fragment.");
    }

    private void addresses(ClientProfile profile, List<RedirectUri> addresses) {
        unless(
                profile == ClientProfile.NATIVE || addresses.stream().noneMatch(RedirectUri::isPrivateUse),
                "sign_in/redirect_uris",
                UNFIT,
                "Only native clients have addresses of a scheme of their own.");
        unless(
                profile != ClientProfile.BANK
                        || addresses.stream().allMatch(uri -> uri.value().startsWith("https:")),
                "sign_in/redirect_uris",
                UNFIT,
                "FAPI 2.0: https.");
    }

    private void unless(boolean fits, String field, String code, String detail) {
        if (!fits) {
            faults.add(new UnsoundClient.Fault(field, code, detail));
        }
    }
}
