package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import io.flowlet.identity.Client;
import io.flowlet.identity.ClientKeys;
import io.flowlet.identity.ClientProfile;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.tenants.Transactions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Clients that prove themselves by a signed assertion.
 *
 * <p>The header chooses neither key nor algorithm beyond what the client registered and its profile allows: ES256, PS256 and EdDSA, and outside
 * {@code bank} RS256. The assertion names the client as {@code iss} and {@code sub}, this issuer and nobody else as {@code aud}, ends within
 * {@link #LONGEST_LIFE}, is not from more than {@link #TOLERANCE} ahead, and works once on all instances. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7523#section-3">RFC 7523, 3</a>, <a
 *     href="https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.1">FAPI 2.0, 5.3.2.1</a>
 */
@Component
final class ClientAssertions {
    static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    /** For clocks that differ; FAPI 2.0 wants 10 s accepted and more than 60 s refused. */
    static final Duration TOLERANCE = Duration.ofSeconds(30);

    private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int LONGEST = 8_000;
    private static final int LONGEST_JTI = 256;
    private static final Set<JWSAlgorithm> BANK = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.EdDSA);
    private static final Set<JWSAlgorithm> ANY =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.EdDSA, JWSAlgorithm.RS256);
    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

    private final ClientKeySource keys;
    private final Transactions transactions;
    private final AssertionRows rows;
    private final Secrets secrets;
    private final String issuer;
    private final Clock clock;

    ClientAssertions(
            ClientKeySource keys,
            Transactions transactions,
            AssertionRows rows,
            Secrets secrets,
            IdentitySettings settings,
            Clock clock) {
        this.keys = keys;
        this.transactions = transactions;
        this.rows = rows;
        this.secrets = secrets;
        this.issuer = settings.issuer();
        this.clock = clock;
    }

    /** Whom {@code assertion} is about, as it says itself: to be believed once {@link #fault} found nothing. */
    static Optional<String> subject(String assertion) {
        return parse(assertion)
                .map(jws -> jws.getPayload().toJSONObject())
                .map(claims -> claims.get("sub") instanceof String subject ? subject : null);
    }

    /** Why {@code assertion} does not prove {@code client}; empty if it does, and then it is used up. */
    Optional<String> fault(Client client, String assertion) {
        Optional<JWSObject> parsed = parse(assertion);
        if (parsed.isEmpty() || !isAllowed(client, parsed.get().getHeader())) {
            return Optional.of("assertion_malformed");
        }
        JWSObject jws = parsed.get();
        if (!isSigned(jws, Objects.requireNonNull(client.security().proof().keys()))) {
            return Optional.of("assertion_signature_wrong");
        }
        Map<String, Object> claims = Objects.requireNonNull(jws.getPayload().toJSONObject());
        if (!client.clientId().equals(claims.get("iss")) || !client.clientId().equals(claims.get("sub"))) {
            return Optional.of("assertion_of_another");
        }
        if (!isForUs(client, claims.get("aud"))) {
            return Optional.of("assertion_audience_wrong");
        }
        return used(client, claims);
    }

    private Optional<String> used(Client client, Map<String, Object> claims) {
        Instant now = clock.instant();
        @Nullable Instant end = time(claims, "exp");
        if (end == null || !endsSoon(end, now) || !isNotAhead(claims, "iat", now) || !isNotAhead(claims, "nbf", now)) {
            return Optional.of("assertion_untimely");
        }
        if (!(claims.get("jti") instanceof String jti) || jti.isEmpty() || jti.length() > LONGEST_JTI) {
            return Optional.of("assertion_without_jti");
        }
        byte[] digest = secrets.digestOfAssertion(client.clientId(), jti);
        boolean first = transactions.control(() -> rows.use(digest, end.plus(TOLERANCE)));
        return first ? Optional.empty() : Optional.of("assertion_replayed");
    }

    private static boolean endsSoon(Instant end, Instant now) {
        return end.plus(TOLERANCE).isAfter(now)
                && !end.isAfter(now.plus(LONGEST_LIFE).plus(TOLERANCE));
    }

    /** A compact JWS with a JSON payload, nothing of which is believed yet. */
    private static Optional<JWSObject> parse(String assertion) {
        if (assertion.length() > LONGEST || !COMPACT.matcher(assertion).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JWSObject.parse(assertion))
                    .filter(jws -> jws.getPayload().toJSONObject() != null);
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isAllowed(Client client, JWSHeader header) {
        boolean bank = client.security().profile() == ClientProfile.BANK;
        JOSEObjectType type = header.getType();
        return (bank ? BANK : ANY).contains(header.getAlgorithm())
                && (type == null || TYPES.contains(type.getType().toLowerCase(Locale.ROOT)))
                && header.getCriticalParams() == null
                && header.getJWK() == null
                && header.getJWKURL() == null
                && header.getX509CertURL() == null
                && header.getX509CertChain() == null
                && header.isBase64URLEncodePayload();
    }

    private boolean isSigned(JWSObject jws, ClientKeys registered) {
        JWSHeader header = jws.getHeader();
        return keys.of(registered, set -> !candidates(set, header).isEmpty())
                .map(set -> candidates(set, header))
                .filter(found -> found.size() == 1) // which of several is for the client to say, by kid
                .filter(found -> verifies(jws, found.getFirst()))
                .isPresent();
    }

    private static List<JWK> candidates(JWKSet set, JWSHeader header) {
        return PublicKeySets.candidates(set, header.getAlgorithm(), header.getKeyID());
    }

    static boolean verifies(JWSObject jws, JWK key) {
        try {
            JWSVerifier verifier = switch (key) {
                case RSAKey rsa -> new RSASSAVerifier(rsa);
                case ECKey ec -> new ECDSAVerifier(ec);
                case OctetKeyPair pair -> new Ed25519Verifier(pair);
                default -> throw new JOSEException("no key that signs");
            };
            return jws.verify(verifier);
        } catch (JOSEException | IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isForUs(Client client, @Nullable Object audience) {
        boolean bank = client.security().profile() == ClientProfile.BANK;
        return issuer.equals(audience) || (!bank && List.of(issuer).equals(audience));
    }

    private static boolean isNotAhead(Map<String, Object> claims, String name, Instant now) {
        if (!claims.containsKey(name)) {
            return true;
        }
        @Nullable Instant at = time(claims, name);
        return at != null && !at.isAfter(now.plus(TOLERANCE));
    }

    /** Null for what is no number of seconds, or one outside of all calendars. */
    private static @Nullable Instant time(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof Number seconds
                        && seconds.doubleValue() >= 0
                        && seconds.doubleValue() < 253_402_300_800.0
                ? Instant.ofEpochMilli((long) (seconds.doubleValue() * 1_000))
                : null;
    }
}
