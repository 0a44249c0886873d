package io.flowlet.identity.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Resource;
import io.flowlet.outbound.Outbound;
import io.flowlet.outbound.OutboundOutcome;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * What identity providers publish: their metadata and keys, fetched by the one outbound client and remembered for ten minutes.
 *
 * <p>A document that could not be had is asked for again after ten seconds, keys for an unknown {@code kid} at most twice in half a minute. Thread-safe.
 */
@Component
public final class ProviderDocuments {
    private static final Duration KNOWN = Duration.ofMinutes(10);
    private static final Duration UNKNOWN = Duration.ofSeconds(10);
    private static final Duration BETWEEN_KEYS = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int REMEMBERED = 1_000;
    private static final int LEAST_RSA_BITS = 2_048;
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final Outbound outbound;
    private final Cache<String, ProviderMetadata.Reading> readings = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfter(Expiry.<String, ProviderMetadata.Reading>creating(
                    (issuer, reading) -> reading instanceof ProviderMetadata.Sound ? KNOWN : UNKNOWN))
            .build();
    private final Cache<URI, JWKSource<SecurityContext>> keys =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    ProviderDocuments(Outbound outbound) {
        this.outbound = outbound;
    }

    public ProviderMetadata.Reading metadata(String issuer) {
        ProviderMetadata.Reading known = readings.getIfPresent(issuer);
        // not computed inside the cache: whoever asks for another issuer would wait for this one
        return known == null ? fetched(issuer) : known;
    }

    /** As {@link #metadata}, asked for now. */
    public ProviderMetadata.Reading fetched(String issuer) {
        ProviderMetadata.Reading reading = read(issuer);
        readings.put(issuer, reading);
        return reading;
    }

    /** The keys that verify what the provider signs; asking for one may call the provider. */
    JWKSource<SecurityContext> keys(ProviderMetadata metadata) {
        return keys.get(metadata.keys(), this::source);
    }

    private ProviderMetadata.Reading read(String issuer) {
        String place = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return switch (outbound.get(URI.create(place + WELL_KNOWN))) {
            case OutboundOutcome.Answered answer ->
                answer.status() == 200
                        ? ProviderMetadata.read(issuer, new String(answer.body(), StandardCharsets.UTF_8))
                        : new ProviderMetadata.Unsound("no_document");
            case OutboundOutcome.NotAllowed() -> new ProviderMetadata.Unsound("address_not_allowed");
            case OutboundOutcome.Unanswered() -> new ProviderMetadata.Unsound("no_answer");
        };
    }

    private JWKSource<SecurityContext> source(URI address) {
        try {
            JWKSource<SecurityContext> all = JWKSourceBuilder.<SecurityContext>create(
                            address.toURL(), asked -> resource(address))
                    .cache(KNOWN.toMillis(), PATIENCE.toMillis())
                    .refreshAheadCache(false)
                    .rateLimited(BETWEEN_KEYS.toMillis())
                    .build();
            return (selector, context) -> all.get(selector, context).stream()
                    .filter(ProviderDocuments::isStrong)
                    .toList();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not an https address", e);
        }
    }

    private Resource resource(URI address) throws IOException {
        if (outbound.get(address) instanceof OutboundOutcome.Answered answer && answer.status() == 200) {
            return new Resource(new String(answer.body(), StandardCharsets.UTF_8), "application/json");
        }
        throw new IOException("the provider's keys cannot be had");
    }

    private static boolean isStrong(JWK key) {
        return !(key instanceof RSAKey rsa) || rsa.size() >= LEAST_RSA_BITS;
    }
}
