package io.flowlet.identity;

import io.flowlet.actor.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a client protects itself and the persons who sign in with it. Immutable.
 *
 * <p>What does not fit the profile cannot be built, whoever asks: the API, a setting, or a row of the database.
 *
 * @param parRequired whether authorization requests must be pushed (RFC 9126)
 * @param pkceRequired false only for a {@code browser} client that proves itself
 * @param idTokenAlgorithm of {@code bank} ES256 or PS256
 * @param grants at least one
 */
public record ClientSecurity(
        ClientProfile profile,
        ClientProof proof,
        SenderConstraint sender,
        boolean parRequired,
        boolean pkceRequired,
        IdTokenAlgorithm idTokenAlgorithm,
        Set<ClientGrant> grants,
        ClientLogout logout) {
    /** @throws UnsoundClient if a part does not fit the profile */
    public ClientSecurity {
        grants = Set.copyOf(grants);
        List<UnsoundClient.Fault> faults = ProfileRules.faults(
                new Parts(profile, proof, sender, parRequired, pkceRequired, idTokenAlgorithm, grants, logout));
        if (!faults.isEmpty()) {
            throw new UnsoundClient(faults);
        }
    }

    /** The same, not judged yet. */
    record Parts(
            ClientProfile profile,
            ClientProof proof,
            SenderConstraint sender,
            boolean parRequired,
            boolean pkceRequired,
            IdTokenAlgorithm idTokenAlgorithm,
            Set<ClientGrant> grants,
            ClientLogout logout) {}

    /**
     * What a client has that asks for nothing in particular: a secret and bearer tokens.
     *
     * @param scopes of its own tokens
     * @param signIn null if it lets nobody sign in
     */
    public static ClientSecurity usual(Set<Scope> scopes, @Nullable SignInRegistration signIn) {
        return new ClientSecurity(
                signIn == null ? ClientProfile.SERVICE : ClientProfile.BROWSER,
                ClientProof.SECRET,
                SenderConstraint.NONE,
                false,
                true,
                IdTokenAlgorithm.RS256,
                usualGrants(scopes, signIn),
                ClientLogout.NONE);
    }

    /** What a client asks tokens for unless it says otherwise. */
    public static Set<ClientGrant> usualGrants(Set<Scope> scopes, @Nullable SignInRegistration signIn) {
        Set<ClientGrant> grants = EnumSet.noneOf(ClientGrant.class);
        if (signIn != null) {
            grants.add(ClientGrant.AUTHORIZATION_CODE);
            grants.add(ClientGrant.REFRESH_TOKEN);
        }
        if (!scopes.isEmpty()) {
            grants.add(ClientGrant.CLIENT_CREDENTIALS);
        }
        return grants;
    }

    /**
     * The same with another proof of the same method.
     *
     * @throws UnsoundClient if {@code other} is not what the method takes
     * @throws IllegalArgumentException if the method is another
     */
    ClientSecurity with(ClientProof other) {
        if (other.method() != proof.method()) {
            throw new IllegalArgumentException("a client keeps its method");
        }
        if (!other.method().hasKeys() && other.method() != ClientMethod.TLS_CLIENT_AUTH) {
            throw new UnsoundClient(List.of(new UnsoundClient.Fault(
                    "jwks", "does_not_fit", "This client proves itself without keys and certificates.")));
        }
        return new ClientSecurity(profile, other, sender, parRequired, pkceRequired, idTokenAlgorithm, grants, logout);
    }

    /** Whether anybody can name itself so: it has nothing to prove itself by. */
    public boolean isPublic() {
        return proof.method() == ClientMethod.NONE;
    }

    public boolean grants(ClientGrant grant) {
        return grants.contains(grant);
    }

    /** Whether a refresh token is worth one use: not where a key or certificate goes with each token anyway (FAPI 2.0, 5.3.2.1). */
    public boolean rotatesRefreshTokens() {
        return isPublic() || sender == SenderConstraint.NONE;
    }
}
