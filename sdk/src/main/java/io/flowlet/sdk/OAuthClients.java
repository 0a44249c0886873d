package io.flowlet.sdk;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.net.URI;
import java.time.Instant;
import java.util.List;
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

    /**
     * A client to make.
     *
     * @param scopes each held by the caller's own token
     * @param allowedNetworks blocks in CIDR notation; empty for anywhere
     * @param signIn null for a client that signs nobody in
     * @param reason for whoever must agree, where another person must; otherwise null
     */
    public record NewClient(
            String name,
            List<String> scopes,
            List<String> allowedNetworks,
            @Nullable SignInGrant signIn,
            @Nullable String reason) {
        public NewClient {
            scopes = List.copyOf(scopes);
            allowedNetworks = List.copyOf(allowedNetworks);
        }

        /** Where nobody else must agree. */
        public NewClient(String name, List<String> scopes, List<String> allowedNetworks, @Nullable SignInGrant signIn) {
            this(name, scopes, allowedNetworks, signIn, null);
        }
    }

    /** @param revokedAt null while it works */
    public record OAuthClient(
            String id,
            String name,
            List<String> scopes,
            List<String> allowedNetworks,
            @Nullable SignInGrant signIn,
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
     * @param clientSecret null when this is the repeat of an earlier call, which alone showed it
     */
    public record CreatedClient(
            String id,
            String name,
            List<String> scopes,
            List<String> allowedNetworks,
            @Nullable SignInGrant signIn,
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

    /** Ends a client and its tokens for good; a second time changes nothing. */
    public OAuthClient revoke(String id) {
        return api.ask(Call.post("/v1/oauth_clients/{}/revocation", id).repeatably(), OAuthClient.class);
    }
}
