package io.flowlet.identity.internal;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.flowlet.identity.ClientMethod;
import io.flowlet.identity.FederationTerms;
import io.flowlet.identity.StaffProvider;
import io.flowlet.outbound.Outbound;
import io.flowlet.outbound.OutboundOutcome;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.TokenAlgorithm;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.stereotype.Component;

/**
 * Trades a provider's code for its ID token and has that judged; not inside a transaction. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749, 4.1.3</a>, <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523, 2.2</a>
 */
@Component
public final class ProviderCodes {
    private static final Duration ASSERTION_LIFE = Duration.ofMinutes(1);
    private static final int LONGEST_CODE = 2_048;

    private final Outbound outbound;
    private final ProviderIdTokens idTokens;
    private final StaffProviderRows providers;
    private final TokenSigning signing;
    private final Transactions transactions;
    private final Clock clock;

    ProviderCodes(
            Outbound outbound,
            ProviderIdTokens idTokens,
            StaffProviderRows providers,
            TokenSigning signing,
            Transactions transactions,
            Clock clock) {
        this.outbound = outbound;
        this.idTokens = idTokens;
        this.providers = providers;
        this.signing = signing;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A code as it came back, and what it was asked for with.
     *
     * @param authenticatedAfter a sign-in at the provider from before is too old
     */
    public record Returned(String code, URI redirectUri, String verifier, String nonce, Instant authenticatedAfter) {
        @Override
        public String toString() {
            return "Returned[…]";
        }
    }

    public ProviderVerdict judge(Returned returned, StaffProvider provider, ProviderMetadata metadata) {
        Optional<Map<String, String>> proof = proof(provider, metadata);
        if (proof.isEmpty() || returned.code().length() > LONGEST_CODE) {
            return new ProviderVerdict.Disbelieved(proof.isEmpty() ? "no_common_algorithm" : "code_too_long");
        }
        Map<String, String> form = new TreeMap<>(proof.get());
        form.put("grant_type", "authorization_code");
        form.put("code", returned.code());
        form.put("redirect_uri", returned.redirectUri().toString());
        form.put("code_verifier", returned.verifier());
        return switch (outbound.post(metadata.token(), "application/x-www-form-urlencoded", encoded(form))) {
            case OutboundOutcome.Answered answer -> {
                var asked =
                        new ProviderIdTokens.Asked(provider.terms(), returned.nonce(), returned.authenticatedAfter());
                yield judge(answer, metadata, asked);
            }
            case OutboundOutcome.NotAllowed() -> new ProviderVerdict.Away();
            case OutboundOutcome.Unanswered() -> new ProviderVerdict.Away();
        };
    }

    private ProviderVerdict judge(
            OutboundOutcome.Answered answer, ProviderMetadata metadata, ProviderIdTokens.Asked asked) {
        if (answer.status() >= 500) {
            return new ProviderVerdict.Away();
        }
        if (!answer.isOk()) {
            return new ProviderVerdict.Disbelieved("code_refused");
        }
        return idToken(new String(answer.body(), StandardCharsets.UTF_8))
                .map(compact -> idTokens.judge(compact, metadata, asked))
                .orElseGet(() -> new ProviderVerdict.Disbelieved("id_token_missing"));
    }

    private static Optional<String> idToken(String json) {
        try {
            @Nullable Map<String, Object> answer = JSONObjectUtils.parse(json);
            return answer == null
                    ? Optional.empty() // what JSON calls null
                    : Optional.ofNullable(JSONObjectUtils.getString(answer, "id_token"));
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    /** In the form, since a secret there is what every provider takes. */
    private Optional<Map<String, String>> proof(StaffProvider provider, ProviderMetadata metadata) {
        FederationTerms terms = provider.terms();
        if (terms.authentication() == ClientMethod.PRIVATE_KEY_JWT) {
            return metadata.assertionAlgorithm()
                    .map(algorithm -> Map.of(
                            "client_id",
                            terms.clientId(),
                            "client_assertion_type",
                            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                            "client_assertion",
                            assertion(terms, algorithm)));
        }
        return transactions
                .in(provider.tenant(), () -> providers.clientSecret(provider))
                .map(secret -> Map.of("client_id", terms.clientId(), "client_secret", secret));
    }

    // for the issuer alone, so that no other provider can use it (RFC 7523bis)
    private String assertion(FederationTerms terms, TokenAlgorithm algorithm) {
        Instant now = clock.instant();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(terms.clientId())
                .subject(terms.clientId())
                .audience(List.of(terms.issuer()))
                .id(UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(ASSERTION_LIFE))
                .build();
        return signing.sign(algorithm, "client-authentication+jwt", claims);
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
