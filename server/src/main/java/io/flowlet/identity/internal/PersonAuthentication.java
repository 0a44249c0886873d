package io.flowlet.identity.internal;

import io.flowlet.identity.Audience;
import io.flowlet.identity.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Tells Spring's token generator that a token speaks for a person, and for whom. */
final class PersonAuthentication extends AbstractAuthenticationToken {
    private final transient PersonGrant grant;
    private final transient Proof proof;
    private final transient @Nullable Instant until;

    /**
     * @param proof of the grant's session
     * @param until when the token ends at the latest; null if as any other
     */
    PersonAuthentication(PersonGrant grant, Proof proof, @Nullable Instant until) {
        super(List.of());
        this.grant = grant;
        this.proof = proof;
        this.until = until;
        setAuthenticated(true);
    }

    /** Null if {@code principal} is no person. */
    static @Nullable Audience audienceOf(Authentication principal) {
        return principal instanceof PersonAuthentication person ? person.grant.audience() : null;
    }

    /** When the person proved who it is; empty if {@code principal} is no person, or it is not known. */
    static Optional<Instant> authenticatedAt(Authentication principal) {
        return principal instanceof PersonAuthentication person
                ? Optional.ofNullable(person.grant.authenticatedAt())
                : Optional.empty();
    }

    /** How the person proved who it is; empty if {@code principal} is no person. */
    static Optional<Proof> proofOf(Authentication principal) {
        return principal instanceof PersonAuthentication person ? Optional.of(person.proof) : Optional.empty();
    }

    /** When the token ends at the latest; empty if as any other. */
    static Optional<Instant> endOf(Authentication principal) {
        return principal instanceof PersonAuthentication person ? Optional.ofNullable(person.until) : Optional.empty();
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    /** What the token's {@code sub} will be. */
    @Override
    public Object getPrincipal() {
        return grant.name();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PersonAuthentication person
                && grant.equals(person.grant)
                && proof.equals(person.proof)
                && Objects.equals(until, person.until);
    }

    @Override
    public int hashCode() {
        return Objects.hash(grant, proof, until);
    }
}
