package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jwt.JWTClaimsSet;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.identity.RevocationFeed;
import io.flowlet.tenants.SharedReads;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.TokenKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides whether an access token is believed.
 *
 * <p>Signature and claims are checked once and remembered under the token's SHA-256 until it expires. Its row, which knows of revocations
 * of token, session and client, is read again when the revocation feed tells of one of them; while the feed is silent, when the last look is
 * {@link RevocationFeed#SHORTEST_TRUST} old. Either way a revocation is visible within a second on every instance; the end of the key that signed
 * it, as soon as the instance knows. Callers who need a row at the same moment share
 * the look-up. If the database does not answer, nothing is believed. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-4">RFC 9068, 4</a>
 */
@Component
public final class AccessTokens {
    /** How far this instance's clock may be ahead of the one that issued. */
    static final Duration PAST_TOLERANCE = Duration.ofSeconds(60);

    /** How far it may be behind. */
    static final Duration FUTURE_TOLERANCE = Duration.ofSeconds(10);

    private static final JOSEObjectType TYPE = new JOSEObjectType(AccessTokenClaims.TYPE);

    private final SigningKeys keys;
    private final TokenSignatures signatures;
    private final SharedReads<String, IssuedToken> rows;
    private final IdentitySettings settings;
    private final Clock clock;
    private final RevocationFeed feed;
    private final RecentTokens recent;
    private final Set<String> audiences;

    AccessTokens(SigningKeys keys, IssuedTokens issued, RevocationFeed feed, IdentitySettings settings, Clock clock) {
        this.keys = keys;
        this.signatures = new TokenSignatures(kid -> keys.find(kid).map(TokenKey::publicKey));
        this.rows = new SharedReads<>(issued::findAll);
        this.feed = feed;
        this.settings = settings;
        this.clock = clock;
        this.audiences = Set.of(
                settings.audience(),
                settings.signIn().subscriberAudience(),
                settings.signIn().staffAudience());
        this.recent = new RecentTokens(settings.verifiedTokens());
    }

    /** Who acts with {@code token}; empty for every text that is not a token of this installation that stands now. */
    public Optional<VerifiedToken> verify(String token) {
        Instant now = clock.instant();
        ByteBuffer digest = sha256(token);
        CheckedToken known = recent.get(digest);
        if (known != null && isBelieved(known, now)) {
            return Optional.of(known.token());
        }
        Optional<CheckedToken> checked = claims(token, known, now).flatMap(claims -> withRow(token, claims, now));
        checked.ifPresentOrElse(fresh -> recent.put(digest, fresh), () -> recent.remove(digest));
        return checked.map(CheckedToken::token);
    }

    private boolean isBelieved(CheckedToken known, Instant now) {
        return known.isFresh(now, feed.trust(known.version(), known.endsWith())) && isSignerBelieved(known);
    }

    private boolean isSignerBelieved(CheckedToken known) {
        return keys.findKnown(known.claims().kid()).isPresent();
    }

    private Optional<TokenClaims> claims(String token, @Nullable CheckedToken known, Instant now) {
        if (known != null) {
            return Optional.of(known.claims())
                    .filter(claims -> now.isBefore(claims.believedUntil()) && isSignerBelieved(known));
        }
        // the signature, which costs most, comes last
        return signatures.parse(token).flatMap(jws -> claims(jws, now).filter(claims -> signatures.verifies(jws)));
    }

    private Optional<TokenClaims> claims(JWSObject jws, Instant now) {
        if (!TYPE.equals(jws.getHeader().getType())) {
            return Optional.empty();
        }
        try {
            JWTClaimsSet claims = JWTClaimsSet.parse(jws.getPayload().toString());
            Instant latest = now.plus(FUTURE_TOLERANCE);
            if (!settings.issuer().equals(claims.getIssuer())
                    || Collections.disjoint(claims.getAudience(), audiences)
                    || isMissingOrAfter(claims.getIssueTime(), latest)
                    || isMissingOrAfter(claims.getNotBeforeTime(), latest)
                    || claims.getExpirationTime() == null) {
                return Optional.empty();
            }
            Instant believedUntil = claims.getExpirationTime().toInstant().plus(PAST_TOLERANCE);
            return now.isBefore(believedUntil)
                    ? TokenClaims.of(claims, jws.getHeader().getKeyID(), believedUntil)
                    : Optional.empty();
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<CheckedToken> withRow(String token, TokenClaims claims, Instant now) {
        long version = feed.version(); // before the row is read
        return Optional.ofNullable(rows.find(Set.of(token)).get(token))
                .filter(row -> row.standsAt(now))
                .filter(row -> claims.tellOf(row, settings.audienceOf(row.audience())))
                .map(row -> CheckedToken.of(claims, row, believed(row, now), now, version));
    }

    private static VerifiedToken believed(IssuedToken row, Instant now) {
        return new VerifiedToken(
                row.actor(now), row.client(), row.grant(), row.breakGlass(), row.openId(), row.binding());
    }

    private static boolean isMissingOrAfter(@Nullable Date time, Instant latest) {
        return time == null || time.toInstant().isAfter(latest);
    }

    private static ByteBuffer sha256(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
