package io.flowlet.identity;

import io.flowlet.vault.TokenAlgorithm;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How tokens are signed.
 *
 * @param accessTokens the algorithm of access tokens: `ES256`, `RS256` or `PS256`; that of an ID token is its client's
 * @param rotateAfter 1 to 730 days: how long a key signs
 * @param publishedAhead 10 minutes to 7 days: how long a key is published before it signs; caches of `/oauth2/jwks` last 5 minutes
 */
public record SigningSettings(
        @DefaultValue("ES256") @NotNull TokenAlgorithm accessTokens,

        @DefaultValue("90d") @NotNull @DurationMin(days = 1) @DurationMax(days = 730)
        Duration rotateAfter,

        @DefaultValue("1h") @NotNull @DurationMin(minutes = 10) @DurationMax(days = 7)
        Duration publishedAhead) {}
