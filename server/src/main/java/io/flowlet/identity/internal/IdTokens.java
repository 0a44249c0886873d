package io.flowlet.identity.internal;

import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.actor.Caller;
import io.flowlet.identity.Account;
import io.flowlet.identity.Client;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.Session;
import io.flowlet.identity.internal.OpenIdGrants.OpenIdGrant;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenAlgorithm;
import io.flowlet.vault.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.stereotype.Component;

/**
 * Makes ID tokens, and reads those that come back as hints. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core, 2</a>
 */
@Component
public final class IdTokens {
    private static final String TYPE = "JWT";
    private static final String SESSION = "sid";
    private static final int LONGEST = 8_000;

    private final TokenSigning signing;
    private final TokenSignatures signatures;
    private final PersonClaims persons;
    private final IdentitySettings settings;
    private final Clock clock;

    IdTokens(TokenSigning signing, SigningKeys keys, PersonClaims persons, IdentitySettings settings, Clock clock) {
        this.signing = signing;
        this.signatures = new TokenSignatures(kid -> keys.find(kid).map(TokenKey::publicKey));
        this.persons = persons;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What an ID token tells of.
     *
     * @param nonce of the authorization request, in the first token of a grant only
     * @param accessToken that goes with it
     */
    record Subject(
            Caller person,
            Account account,
            Session session,
            OpenIdGrant grant,
            @Nullable String nonce,
            String accessToken) {
        @Override
        public String toString() {
            return "Subject[…]";
        }
    }

    /**
     * An ID token that this server made, whose time may be over.
     *
     * @param audience the client
     */
    public record Hint(String subject, String audience, String session) {}

    String make(Client client, Subject subject) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Session session = subject.session();
        JwtClaimsSet.Builder claims = JwtClaimsSet.builder()
                .issuer(settings.issuer())
                .subject(subject.account().name())
                .audience(List.of(client.clientId()))
                .issuedAt(now)
                .expiresAt(now.plus(settings.accessTokenLife()))
                .claim("auth_time", session.createdAt().getEpochSecond())
                .claim("acr", session.proof().acr())
                .claim("amr", session.proof().amr())
                .claim(SESSION, session.publicId())
                .claim("at_hash", leftHalf(subject.accessToken()));
        Optional.ofNullable(subject.nonce()).ifPresent(nonce -> claims.claim("nonce", nonce));
        persons.of(subject.person(), subject.account(), subject.grant().idTokenClaims())
                .forEach(claims::claim);
        return signing.sign(algorithmOf(client), TYPE, claims.build());
    }

    /** Tells {@code client} that a session ended. */
    public String makeLogout(Client client, String subject, String session) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(settings.issuer())
                .subject(subject)
                .audience(List.of(client.clientId()))
                .issuedAt(now)
                .expiresAt(now.plusSeconds(120))
                .id(UUID.randomUUID().toString())
                .claim(SESSION, session)
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                .build();
        return signing.sign(algorithmOf(client), "logout+jwt", claims);
    }

    /** Reads an ID token of ours, however old; empty for every other text. */
    public Optional<Hint> read(String text) {
        return text.length() > LONGEST
                ? Optional.empty()
                : signatures
                        .parse(text)
                        .filter(jws -> jws.getHeader().getType() != null
                                && TYPE.equals(jws.getHeader().getType().getType())
                                && signatures.verifies(jws))
                        .flatMap(jws -> hint(jws.getPayload().toString()));
    }

    private Optional<Hint> hint(String payload) {
        try {
            JWTClaimsSet claims = JWTClaimsSet.parse(payload);
            @Nullable String session = claims.getStringClaim(SESSION);
            boolean whole = settings.issuer().equals(claims.getIssuer())
                    && claims.getSubject() != null
                    && claims.getAudience().size() == 1
                    && session != null;
            return whole
                    ? Optional.of(
                            new Hint(claims.getSubject(), claims.getAudience().getFirst(), session))
                    : Optional.empty();
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static TokenAlgorithm algorithmOf(Client client) {
        return switch (client.security().idTokenAlgorithm()) {
            case RS256 -> TokenAlgorithm.RS256;
            case ES256 -> TokenAlgorithm.ES256;
            case PS256 -> TokenAlgorithm.PS256;
        };
    }

    /** Of the digest that goes with each of our algorithms. */
    private static String leftHalf(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, digest.length / 2));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
