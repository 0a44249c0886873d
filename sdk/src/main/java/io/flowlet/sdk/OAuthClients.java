package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/oauth_clients}: the clients of the caller's own tenant. */
public final class OAuthClients {
    private final Api api;

    OAuthClients(Api api) {
        this.api = api;
    }

    /** Whom a client signs in. */
    public enum Audience {
        SUBSCRIBER,
        STAFF,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * That people sign in with a client.
     *
     * @param redirectUris each exactly as it will be sent
     */
    public record SignInGrant(Audience audience, List<URI> redirectUris, List<String> scopes) {
        public SignInGrant {
            redirectUris = Lists.copyOf(redirectUris);
            scopes = Lists.copyOf(scopes);
        }
    }

    /** What kind of program a client is. */
    public enum Profile {
        BROWSER,
        NATIVE,
        SERVICE,
        /** FAPI 2.0. */
        BANK,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** How a client proves itself. */
    public enum AuthMethod {
        CLIENT_SECRET_BASIC,
        CLIENT_SECRET_POST,
        PRIVATE_KEY_JWT,
        TLS_CLIENT_AUTH,
        SELF_SIGNED_TLS_CLIENT_AUTH,
        NONE,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /** What a client's tokens are bound to. */
    public enum SenderConstraint {
        NONE,
        DPOP,
        MTLS,
        /** Of a later server. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    /**
     * The one name that a client's certificate holds.
     *
     * @param kind {@code subject_dn}, {@code san_dns}, {@code san_uri}, {@code san_ip} or {@code san_email}
     */
    public record CertificateName(String kind, String value) {}

    /**
     * What a client proves itself by: one of the three.
     *
     * @param jwks a JWK set of public keys
     */
    public record Keys(
            @Nullable Map<String, Object> jwks,
            @Nullable URI jwksUri,
            @Nullable CertificateName tlsClientAuth) {
        /** Keys that the server fetches. */
        public static Keys at(URI address) {
            return new Keys(null, address, null);
        }

        /** Keys that the server stores. */
        public static Keys of(Map<String, Object> jwks) {
            return new Keys(jwks, null, null);
        }
    }

    /**
     * How a client protects itself. In a request, what is null follows from the profile.
     *
     * @param jwks a JWK set of public keys
     */
    public record Security(
            @Nullable Profile profile,
            @Nullable AuthMethod tokenEndpointAuthMethod,
            @Nullable Map<String, Object> jwks,
            @Nullable URI jwksUri,
            @Nullable CertificateName tlsClientAuth,
            @Nullable SenderConstraint senderConstraint,
            @Nullable Boolean parRequired,
            @Nullable Boolean pkceRequired,
            @Nullable String idTokenSignedResponseAlg,
            @Nullable List<String> grantTypes,
            @Nullable List<URI> postLogoutRedirectUris,
            @Nullable URI backchannelLogoutUri,
            @Nullable Boolean backchannelLogoutSessionRequired) {
        /** What {@code profile} has, with a method and keys of the caller's choice. */
        public static Security of(Profile profile, @Nullable AuthMethod method, @Nullable Keys keys) {
            return new Security(
                    profile,
                    method,
                    keys == null ? null : keys.jwks(),
                    keys == null ? null : keys.jwksUri(),
                    keys == null ? null : keys.tlsClientAuth(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * A client to make.
     *
     * @param scopes each held by the caller's own token
     * @param allowedNetworks blocks in CIDR notation; empty for anywhere
     * @param signIn null for a client that signs nobody in
     * @param security null for a secret and bearer tokens
     * @param reason for whoever must agree, where another person must; otherwise null
     */
    public record NewClient(
            String name,
            List<String> scopes,
            List<String> allowedNetworks,
            @Nullable SignInGrant signIn,
            @Nullable Security security,
            @Nullable String reason) {
        public NewClient {
            scopes = List.copyOf(scopes);
            allowedNetworks = List.copyOf(allowedNetworks);
        }

        /** Where nobody else must agree. */
        public NewClient(String name, List<String> scopes, List<String> allowedNetworks, @Nullable SignInGrant signIn) {
            this(name, scopes, allowedNetworks, signIn, null, null);
        }

        /** With a secret and bearer tokens. */
        public NewClient(
                String name,
                List<String> scopes,
                List<String> allowedNetworks,
                @Nullable SignInGrant signIn,
                @Nullable String reason) {
            this(name, scopes, allowedNetworks, signIn, null, reason);
        }
    }

    /** @param revokedAt null while it works */
    public record OAuthClient(
            String id,
            String name,
            List<String> scopes,
            List<String> allowedNetworks,
            @Nullable SignInGrant signIn,
            @Nullable Security security,
            Instant createdAt,
            @Nullable Instant revokedAt) {
        public OAuthClient {
            scopes = Lists.copyOf(scopes);
            allowedNetworks = Lists.copyOf(allowedNetworks);
        }
    }

    /**
     * A client that was just made. Text forms hide the secret.
     *
     * @param clientSecret null when this is the repeat of an earlier call, which alone showed it, or the client proves itself otherwise
     */
    public record CreatedClient(
            String id,
            String name,
            List<String> scopes,
            List<String> allowedNetworks,
            @Nullable SignInGrant signIn,
            @Nullable Security security,
            Instant createdAt,
            @Nullable Instant revokedAt,
            @Nullable String clientSecret,
            boolean secretAvailable) {
        public CreatedClient {
            scopes = Lists.copyOf(scopes);
            allowedNetworks = Lists.copyOf(allowedNetworks);
        }

        @Override
        public String toString() {
            return "CreatedClient[" + id + "]";
        }
    }

    /** What came of making a client. */
    public sealed interface CreateOutcome {
        /** It is there. */
        record Created(CreatedClient client) implements CreateOutcome {}

        /** Another person must agree first: a further client of a live tenant that signs staff in. The secret comes from the request's handover. */
        record NeedsApproval(Approvals.Approval request) implements CreateOutcome {}
    }

    /** Makes a client; its secret is in this one answer. */
    public CreateOutcome create(NewClient client) {
        return create(client, IdempotencyKey.fresh());
    }

    /** Makes a client; its secret is in this one answer. */
    public CreateOutcome create(NewClient client, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/oauth_clients").sending(client).once(key),
                new Api.Either<>(CreatedClient.class, CreateOutcome.Created::new, CreateOutcome.NeedsApproval::new));
    }

    /** Revoked ones, too. */
    public Pages<OAuthClient> list() {
        return api.pages(Call.get("/v1/oauth_clients"), OAuthClient.class);
    }

    /** @param reason may be personal: text forms hide it */
    record ClientGrant(List<String> scopes, String reason) {
        ClientGrant {
            scopes = List.copyOf(scopes);
        }

        @Override
        public String toString() {
            return "ClientGrant[" + scopes + "]";
        }
    }

    /** As {@link #proposeGrant(String, List, String, IdempotencyKey)}, under a fresh key. */
    public Approvals.Approval proposeGrant(String id, List<String> scopes, String reason) {
        return proposeGrant(id, scopes, reason, IdempotencyKey.fresh());
    }

    /**
     * Asks that a client gets scopes that nobody gives alone, such as {@code payments:on_behalf}. It has them when another person approved.
     *
     * @throws io.flowlet.sdk.problem.ConflictProblem {@code approval_pending}: a request for this client is open already
     */
    public Approvals.Approval proposeGrant(String id, List<String> scopes, String reason, IdempotencyKey key) {
        return api.ask(
                Call.post("/v1/oauth_clients/{}/grants", id)
                        .sending(new ClientGrant(scopes, reason))
                        .once(key),
                Approvals.Approval.class);
    }

    /**
     * Lets a client prove itself by another key, certificate or name, by the method that it has; the old one works no more.
     *
     * @throws io.flowlet.sdk.problem.AuthProblem {@code scope_missing}: this caller may not choose the keys of that client
     */
    public OAuthClient replaceKeys(String id, Keys keys) {
        return api.ask(Call.put("/v1/oauth_clients/{}/keys", id).sending(keys).repeatably(), OAuthClient.class);
    }

    /** Ends a client and its tokens for good; a second time changes nothing. */
    public OAuthClient revoke(String id) {
        return api.ask(Call.post("/v1/oauth_clients/{}/revocation", id).repeatably(), OAuthClient.class);
    }
}
