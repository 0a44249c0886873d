package io.flowlet.identity.internal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.flowlet.identity.FederationTerms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Judges ID tokens of identity providers.
 *
 * <p>In this order: signature by a key of the provider with {@code ES256}, {@code PS256} or {@code RS256}; {@code iss}, {@code aud}, {@code azp}, {@code exp}, {@code iat};
 * {@code nonce}; {@code acr}; {@code auth_time}; who it is. Clocks may differ by a minute. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">OpenID Connect Core, 3.1.3.7</a>
 */
@Component
final class ProviderIdTokens {
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.RS256);
    private static final Set<String> REQUIRED = Set.of("sub", "exp", "iat", "nonce");
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration OLDEST = Duration.ofMinutes(10);
    private static final int LONGEST_TOKEN = 16_384;
    private static final int LONGEST_SUBJECT = 255;
    /** RFC 8176, 2. */
    private static final Set<String> METHODS = Set.of(
            "face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop", "pwd", "rba", "retina", "sc",
            "sms", "swk", "tel", "user", "vbm", "wia");

    private final ProviderDocuments documents;
    private final Clock clock;

    ProviderIdTokens(ProviderDocuments documents, Clock clock) {
        this.documents = documents;
        this.clock = clock;
    }

    /**
     * What was asked for.
     *
     * @param authenticatedAfter a sign-in at the provider from before is too old
     */
    record Asked(FederationTerms terms, String nonce, Instant authenticatedAfter) {}

    ProviderVerdict judge(String compact, ProviderMetadata metadata, Asked asked) {
        if (compact.length() > LONGEST_TOKEN) {
            return new ProviderVerdict.Disbelieved("id_token_too_long");
        }
        try {
            JWTClaimsSet claims =
                    verifying(asked.terms(), documents.keys(metadata)).process(SignedJWT.parse(compact), null);
            return judge(claims, asked);
        } catch (RemoteKeySourceException e) {
            return new ProviderVerdict.Away();
        } catch (KeySourceException e) {
            return new ProviderVerdict.Disbelieved("key_unknown");
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            return new ProviderVerdict.Disbelieved("id_token_not_believed");
        }
    }

    private ProviderVerdict judge(JWTClaimsSet claims, Asked asked) throws ParseException {
        Optional<String> fault = faultOf(claims, asked);
        if (fault.isPresent()) {
            return new ProviderVerdict.Disbelieved(fault.get());
        }
        @Nullable String acr = claims.getStringClaim("acr");
        if (acr == null || !asked.terms().acrValues().contains(acr)) {
            return new ProviderVerdict.TooWeak("acr_insufficient");
        }
        @Nullable Date at = claims.getDateClaim("auth_time");
        if (at == null || at.toInstant().plus(SKEW).isBefore(asked.authenticatedAfter())) {
            return new ProviderVerdict.TooWeak("sign_in_too_old");
        }
        if (at.toInstant().isAfter(clock.instant().plus(SKEW))) {
            return new ProviderVerdict.Disbelieved("auth_time_ahead");
        }
        return person(claims, acr, at.toInstant(), asked.terms());
    }

    private Optional<String> faultOf(JWTClaimsSet claims, Asked asked) throws ParseException {
        String nonce = claims.getStringClaim("nonce");
        if (!MessageDigest.isEqual(
                nonce.getBytes(StandardCharsets.UTF_8), asked.nonce().getBytes(StandardCharsets.UTF_8))) {
            return Optional.of("nonce_wrong");
        }
        @Nullable String azp = claims.getStringClaim("azp");
        boolean party = azp == null
                ? claims.getAudience().size() == 1
                : azp.equals(asked.terms().clientId());
        if (!party) {
            return Optional.of("azp_wrong");
        }
        Instant issued = claims.getIssueTime().toInstant();
        Instant now = clock.instant();
        return issued.isAfter(now.plus(SKEW)) || issued.isBefore(now.minus(OLDEST))
                ? Optional.of("iat_wrong")
                : Optional.empty();
    }

    private static ProviderVerdict person(JWTClaimsSet claims, String acr, Instant at, FederationTerms terms)
            throws ParseException {
        boolean byEmail = terms.personClaim().equals(FederationTerms.EMAIL);
        @Nullable String subject = byEmail ? claims.getSubject() : claims.getStringClaim(terms.personClaim());
        if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT) {
            return new ProviderVerdict.Disbelieved("person_not_named");
        }
        Optional<String> email = byEmail && Boolean.TRUE.equals(claims.getClaim("email_verified"))
                ? Optional.ofNullable(claims.getStringClaim("email"))
                : Optional.empty();
        @Nullable List<String> said = claims.getStringListClaim("amr");
        List<String> amr = said == null
                ? List.of()
                : said.stream().filter(METHODS::contains).distinct().toList();
        return new ProviderVerdict.Vouched(new VouchedPerson(subject, email, acr, amr, at));
    }

    private DefaultJWTProcessor<SecurityContext> verifying(FederationTerms terms, JWKSource<SecurityContext> keys) {
        DefaultJWTProcessor<SecurityContext> verifying = new DefaultJWTProcessor<>();
        verifying.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(terms.issuer()).build();
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(terms.clientId(), exact, REQUIRED) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(Math.toIntExact(SKEW.toSeconds()));
        verifying.setJWTClaimsSetVerifier(claims);
        return verifying;
    }
}
