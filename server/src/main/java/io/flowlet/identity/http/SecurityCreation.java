package io.flowlet.identity.http;

import io.flowlet.actor.Scope;
import io.flowlet.http.FieldFault;
import io.flowlet.http.ProblemCode;
import io.flowlet.http.Refusal;
import io.flowlet.identity.ClientGrant;
import io.flowlet.identity.ClientLogout;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.ClientProfile;
import io.flowlet.identity.ClientProof;
import io.flowlet.identity.ClientSecurity;
import io.flowlet.identity.IdTokenAlgorithm;
import io.flowlet.identity.RedirectUri;
import io.flowlet.identity.SenderConstraint;
import io.flowlet.identity.SignInRegistration;
import io.flowlet.identity.UnsoundClient;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a client that is asked for protects itself. What is not said is what the profile demands, or the least surprising; what is said and does not
 * fit is refused, never changed.
 */
record SecurityCreation(
        @Nullable String profile,
        @Nullable String tokenEndpointAuthMethod,
        @Nullable Map<String, Object> jwks,

        @Size(max = 500) @Nullable String jwksUri,
        @Valid @Nullable TlsNameBody tlsClientAuth,
        @Nullable String senderConstraint,
        @Nullable Boolean parRequired,
        @Nullable Boolean pkceRequired,
        @Nullable String idTokenSignedResponseAlg,

        @Size(min = 1, max = 10) @Nullable List<@NotNull String> grantTypes,
        @Size(max = 10) @Nullable List<@NotNull String> postLogoutRedirectUris,

        @Size(max = 500) @Nullable String backchannelLogoutUri,
        @Nullable Boolean backchannelLogoutSessionRequired) {
    private static final String PLACE = "/security/";

    @Override
    public String toString() {
        return "SecurityCreation[" + profile + "]";
    }

    /**
     * What is asked for.
     *
     * @throws Refusal if a part is unknown or malformed, or does not fit another
     */
    ClientSecurity sound(Set<Scope> scopes, @Nullable SignInRegistration signIn) {
        List<FieldFault> faults = new ArrayList<>();
        ClientProfile kind = one("profile", profile, ClientProfile::of, faults)
                .orElse(signIn == null ? ClientProfile.SERVICE : ClientProfile.BROWSER);
        boolean bank = kind == ClientProfile.BANK;
        ClientMethod method = one("token_endpoint_auth_method", tokenEndpointAuthMethod, ClientMethod::of, faults)
                .orElse(usualMethod(kind));
        ClientProof proof = new KeysBody(jwks, jwksUri, tlsClientAuth).proof(method, PLACE, faults);
        SenderConstraint sender = one("sender_constraint", senderConstraint, SenderConstraint::of, faults)
                .orElse(bank ? SenderConstraint.DPOP : SenderConstraint.NONE);
        IdTokenAlgorithm idToken = one(
                        "id_token_signed_response_alg", idTokenSignedResponseAlg, IdTokenAlgorithm::of, faults)
                .orElse(bank ? IdTokenAlgorithm.ES256 : IdTokenAlgorithm.RS256);
        Set<ClientGrant> grants = grants(kind, scopes, signIn, faults);
        ClientLogout logout = new ClientLogout(
                each("post_logout_redirect_uris", postLogoutRedirectUris, RedirectUri::parse, faults),
                backchannelLogoutUri,
                Boolean.TRUE.equals(backchannelLogoutSessionRequired));
        refuse(faults);
        try {
            return new ClientSecurity(
                    kind,
                    proof,
                    sender,
                    Objects.requireNonNullElse(parRequired, bank),
                    Objects.requireNonNullElse(pkceRequired, true),
                    idToken,
                    grants,
                    logout);
        } catch (UnsoundClient unsound) {
            throw refusal(unsound);
        }
    }

    /** The faults of {@code unsound} as those of the body. */
    static Refusal refusal(UnsoundClient unsound) {
        return Refusal.of(
                ProblemCode.BODY_INVALID,
                unsound.faults().stream()
                        .map(fault -> new FieldFault(
                                fault.field().startsWith("sign_in") ? "/" + fault.field() : PLACE + fault.field(),
                                fault.code(),
                                fault.detail()))
                        .toList());
    }

    private Set<ClientGrant> grants(
            ClientProfile kind, Set<Scope> scopes, @Nullable SignInRegistration signIn, List<FieldFault> faults) {
        if (grantTypes != null) {
            Set<ClientGrant> asked = EnumSet.noneOf(ClientGrant.class);
            asked.addAll(each("grant_types", grantTypes, ClientGrant::of, faults));
            return asked;
        }
        Set<ClientGrant> usual = ClientSecurity.usualGrants(scopes, signIn);
        if (kind == ClientProfile.NATIVE) {
            usual.remove(ClientGrant.CLIENT_CREDENTIALS);
        }
        return usual;
    }

    private static ClientMethod usualMethod(ClientProfile kind) {
        return switch (kind) {
            case BROWSER, SERVICE -> ClientMethod.CLIENT_SECRET_BASIC;
            case NATIVE -> ClientMethod.NONE;
            case BANK -> ClientMethod.PRIVATE_KEY_JWT;
        };
    }

    private static <T> Optional<T> one(
            String field, @Nullable String text, Function<String, Optional<T>> parse, List<FieldFault> faults) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<T> parsed = parse.apply(text);
        if (parsed.isEmpty()) {
            faults.add(unknown(PLACE + field));
        }
        return parsed;
    }

    private static <T> List<T> each(
            String field, @Nullable List<String> texts, Function<String, Optional<T>> parse, List<FieldFault> faults) {
        List<T> parsed = new ArrayList<>();
        List<String> sent = Objects.requireNonNullElse(texts, List.of());
        for (int i = 0; i < sent.size(); i++) {
            one(field + "/" + i, sent.get(i), parse, faults).ifPresent(parsed::add);
        }
        return parsed;
    }

    private static FieldFault unknown(String pointer) {
        return new FieldFault(pointer, "unknown_value", "docs/reference/oauth.md says what is taken.");
    }

    private static void refuse(List<FieldFault> faults) {
        if (!faults.isEmpty()) {
            throw Refusal.of(ProblemCode.BODY_INVALID, faults);
        }
    }
}
