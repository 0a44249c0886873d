package io.flowlet.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flowlet.actor.Scope;
import io.flowlet.actor.TenantId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientSecurityTests {
    private static final ClientKeys KEYS = new ClientKeys(null, "https://partner.example/jwks");
    private static final ClientProof SIGNS = new ClientProof(ClientMethod.PRIVATE_KEY_JWT, KEYS, null);
    private static final ClientProof CERTIFICATE =
            new ClientProof(ClientMethod.TLS_CLIENT_AUTH, null, new TlsName(TlsName.Kind.SUBJECT_DN, "CN=partner"));
    private static final Set<ClientGrant> PERSONS =
            EnumSet.of(ClientGrant.AUTHORIZATION_CODE, ClientGrant.REFRESH_TOKEN);
    private static final Set<ClientGrant> DEVICES =
            EnumSet.of(ClientGrant.AUTHORIZATION_CODE, ClientGrant.REFRESH_TOKEN, ClientGrant.DEVICE_CODE);
    private static final Set<ClientGrant> OWN = EnumSet.of(ClientGrant.CLIENT_CREDENTIALS);
    private static final Set<Scope> SCOPES = Set.of(new Scope("payments:read"));

    /** What a test changes of a client that fits. */
    record Asked(
            ClientProfile profile,
            ClientProof proof,
            SenderConstraint sender,
            boolean par,
            boolean pkce,
            IdTokenAlgorithm idToken,
            Set<ClientGrant> grants,
            ClientLogout logout) {
        ClientSecurity sound() {
            return new ClientSecurity(profile, proof, sender, par, pkce, idToken, grants, logout);
        }
    }

    private static final Asked BANK = new Asked(
            ClientProfile.BANK,
            SIGNS,
            SenderConstraint.DPOP,
            true,
            true,
            IdTokenAlgorithm.ES256,
            PERSONS,
            ClientLogout.NONE);

    private static Asked like(ClientProfile profile, ClientProof proof, Set<ClientGrant> grants) {
        return new Asked(
                profile, proof, SenderConstraint.NONE, false, true, IdTokenAlgorithm.RS256, grants, ClientLogout.NONE);
    }

    static Stream<Asked> sound() {
        return Stream.of(
                BANK,
                new Asked(
                        ClientProfile.BANK,
                        CERTIFICATE,
                        SenderConstraint.MTLS,
                        true,
                        true,
                        IdTokenAlgorithm.PS256,
                        OWN,
                        ClientLogout.NONE),
                like(ClientProfile.BROWSER, ClientProof.SECRET, PERSONS),
                like(ClientProfile.BROWSER, ClientProof.NONE, PERSONS),
                like(ClientProfile.NATIVE, ClientProof.NONE, PERSONS),
                like(ClientProfile.BROWSER, ClientProof.SECRET, DEVICES),
                like(ClientProfile.NATIVE, ClientProof.NONE, DEVICES),
                like(ClientProfile.SERVICE, ClientProof.SECRET, OWN),
                like(ClientProfile.SERVICE, SIGNS, OWN),
                new Asked(
                        ClientProfile.BROWSER,
                        ClientProof.SECRET,
                        SenderConstraint.NONE,
                        false,
                        false,
                        IdTokenAlgorithm.RS256,
                        PERSONS,
                        ClientLogout.NONE));
    }

    @ParameterizedTest
    @MethodSource("sound")
    void takesWhatFitsItsProfile(Asked asked) {
        assertThat(asked.sound().profile()).isEqualTo(asked.profile());
    }

    static Stream<Arguments> unsound() {
        ClientProof secretWithKeys = new ClientProof(ClientMethod.CLIENT_SECRET_BASIC, KEYS, null);
        ClientProof signsWithoutKeys = new ClientProof(ClientMethod.PRIVATE_KEY_JWT, null, null);
        ClientProof certificateOfNoName = new ClientProof(ClientMethod.TLS_CLIENT_AUTH, null, null);
        return Stream.of(
                Arguments.of("token_endpoint_auth_method", bank(ClientProof.SECRET, SenderConstraint.DPOP, true)),
                Arguments.of("token_endpoint_auth_method", bank(ClientProof.NONE, SenderConstraint.DPOP, true)),
                Arguments.of("sender_constraint", bank(SIGNS, SenderConstraint.NONE, true)),
                Arguments.of("par_required", bank(SIGNS, SenderConstraint.DPOP, false)),
                Arguments.of("pkce_required", changed(BANK, false, IdTokenAlgorithm.ES256)),
                Arguments.of("id_token_signed_response_alg", changed(BANK, true, IdTokenAlgorithm.RS256)),
                Arguments.of("pkce_required", without(like(ClientProfile.BROWSER, ClientProof.NONE, PERSONS))),
                Arguments.of("pkce_required", without(like(ClientProfile.NATIVE, ClientProof.NONE, PERSONS))),
                Arguments.of("token_endpoint_auth_method", like(ClientProfile.NATIVE, ClientProof.SECRET, PERSONS)),
                Arguments.of("token_endpoint_auth_method", like(ClientProfile.SERVICE, ClientProof.NONE, OWN)),
                Arguments.of("grant_types", like(ClientProfile.SERVICE, ClientProof.SECRET, PERSONS)),
                Arguments.of("grant_types", like(ClientProfile.SERVICE, ClientProof.SECRET, DEVICES)),
                Arguments.of(
                        "grant_types",
                        new Asked(
                                ClientProfile.BANK,
                                SIGNS,
                                SenderConstraint.DPOP,
                                true,
                                true,
                                IdTokenAlgorithm.ES256,
                                DEVICES,
                                ClientLogout.NONE)),
                Arguments.of("grant_types", like(ClientProfile.NATIVE, ClientProof.NONE, OWN)),
                Arguments.of("grant_types", like(ClientProfile.BROWSER, ClientProof.SECRET, Set.of())),
                Arguments.of(
                        "grant_types",
                        like(ClientProfile.BROWSER, ClientProof.SECRET, Set.of(ClientGrant.REFRESH_TOKEN))),
                Arguments.of("jwks", like(ClientProfile.BROWSER, secretWithKeys, PERSONS)),
                Arguments.of("jwks", like(ClientProfile.BROWSER, signsWithoutKeys, PERSONS)),
                Arguments.of("tls_client_auth", like(ClientProfile.BROWSER, certificateOfNoName, PERSONS)),
                Arguments.of("backchannel_logout_session_required", leaving(new ClientLogout(List.of(), null, true))),
                Arguments.of(
                        "backchannel_logout_uri",
                        leaving(new ClientLogout(List.of(), "http://app.example/out", false))),
                Arguments.of(
                        "post_logout_redirect_uris",
                        leaving(new ClientLogout(List.of(new RedirectUri("com.example.app:/out")), null, false))));
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void namesTheFieldThatDoesNotFit(String field, Asked asked) {
        UnsoundClient refused = catchThrowableOfType(UnsoundClient.class, asked::sound);
        assertThat(refused.faults()).extracting(UnsoundClient.Fault::field).contains(field);
    }

    @Test
    void refreshTokensRotateUnlessAKeyGoesWithThem() {
        assertThat(BANK.sound().rotatesRefreshTokens()).isFalse();
        assertThat(like(ClientProfile.BROWSER, ClientProof.SECRET, PERSONS)
                        .sound()
                        .rotatesRefreshTokens())
                .isTrue();
        assertThat(like(ClientProfile.NATIVE, ClientProof.NONE, PERSONS).sound().rotatesRefreshTokens())
                .isTrue();
    }

    @Test
    void aClientOfPersonsSaysWhereTheyAreSentBackTo() {
        ClientSecurity app =
                like(ClientProfile.NATIVE, ClientProof.NONE, PERSONS).sound();
        ClientSecurity service =
                like(ClientProfile.SERVICE, ClientProof.SECRET, OWN).sound();
        ClientSecurity page =
                like(ClientProfile.BROWSER, ClientProof.SECRET, PERSONS).sound();
        assertThat(faults(Set.of(), null, app)).contains("sign_in");
        assertThat(faults(SCOPES, signIn("https://app.example/cb"), service)).contains("sign_in");
        assertThat(faults(Set.of(), signIn("com.example.app:/cb"), page)).containsExactly("sign_in/redirect_uris");
        ClientSecurity devices =
                like(ClientProfile.NATIVE, ClientProof.NONE, DEVICES).sound();
        SignInRegistration staff = new SignInRegistration(
                Audience.STAFF,
                List.of(new RedirectUri("https://app.example/cb")),
                Set.of(Audience.STAFF.scopes().getFirst()));
        assertThat(faults(Set.of(), signIn("https://app.example/cb"), devices)).isEmpty();
        assertThat(faults(Set.of(), staff, devices)).containsExactly("grant_types");
        assertThat(faults(Set.of(), signIn("http://127.0.0.1/cb"), BANK.sound()))
                .containsExactly("sign_in/redirect_uris");
        assertThat(new NewClient(
                                new TenantId(7),
                                UUID.randomUUID(),
                                "App",
                                Set.of(),
                                List.of(),
                                signIn("com.example.app:/cb"),
                                app)
                        .security())
                .isEqualTo(app);
    }

    @Test
    void onlyAnAppOnADeviceLearnsItsPortWhenItStarts() {
        SignInRegistration loopback = signIn("http://127.0.0.1/cb");
        assertThat(loopback.mayAnswerTo("http://127.0.0.1:51234/cb")).isFalse();
        assertThat(loopback.mayAnswerToLoopback("http://127.0.0.1:51234/cb")).isTrue();
        assertThat(loopback.mayAnswerToLoopback("http://127.0.0.1:51234/cb?x")).isFalse();
        assertThat(loopback.mayAnswerToLoopback("http://127.0.0.1:51234/other")).isFalse();
        assertThat(loopback.mayAnswerToLoopback("http://[::1]:51234/cb")).isFalse();
        assertThat(loopback.mayAnswerToLoopback("http://localhost:51234/cb")).isFalse();
        assertThat(loopback.mayAnswerToLoopback("https://127.0.0.1:51234/cb")).isFalse();
        assertThat(signIn("http://localhost/cb").mayAnswerToLoopback("http://localhost:51234/cb"))
                .isFalse();
    }

    private static Asked bank(ClientProof proof, SenderConstraint sender, boolean par) {
        return new Asked(BANK.profile(), proof, sender, par, true, BANK.idToken(), BANK.grants(), ClientLogout.NONE);
    }

    private static Asked changed(Asked asked, boolean pkce, IdTokenAlgorithm idToken) {
        return new Asked(
                asked.profile(),
                asked.proof(),
                asked.sender(),
                asked.par(),
                pkce,
                idToken,
                asked.grants(),
                asked.logout());
    }

    private static Asked without(Asked asked) {
        return changed(asked, false, asked.idToken());
    }

    private static Asked leaving(ClientLogout logout) {
        return new Asked(
                ClientProfile.BROWSER,
                ClientProof.SECRET,
                SenderConstraint.NONE,
                false,
                true,
                IdTokenAlgorithm.RS256,
                PERSONS,
                logout);
    }

    private static SignInRegistration signIn(String address) {
        return new SignInRegistration(
                Audience.SUBSCRIBER,
                List.of(new RedirectUri(address)),
                Set.of(Audience.SUBSCRIBER.scopes().getFirst()));
    }

    private static List<String> faults(
            Set<Scope> scopes, @Nullable SignInRegistration signIn, ClientSecurity security) {
        return ProfileRules.faults(signIn, scopes, security).stream()
                .map(UnsoundClient.Fault::field)
                .toList();
    }
}
