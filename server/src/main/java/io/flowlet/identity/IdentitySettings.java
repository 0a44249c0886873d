package io.flowlet.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OAuth 2 server.
 *
 * @param issuer the address under which callers reach this installation, without a path; plain http on the loopback only
 * @param audience names this API in its tokens; a token with another audience is refused
 * @param accessTokenLife one minute to one hour
 * @param verifiedTokens how many verified tokens are remembered, 100 to 1,000,000; about 500 bytes each
 */
@ConfigurationProperties("flowlet.identity")
public record IdentitySettings(
        @NotBlank
        @Pattern(
                regexp = "https://[^/?#@\\s]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?",
                message = "must look like https://api.example.com; http only on the loopback")
        String issuer,

        @DefaultValue("flowlet-api") @NotBlank @Pattern(regexp = "[\\x21-\\x7e]{1,200}")
        String audience,

        @DefaultValue("5m") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 1)
        Duration accessTokenLife,

        @DefaultValue("20000") @Min(100) @Max(1_000_000) int verifiedTokens) {

    /** The address of {@code path} for callers. */
    public URI link(String path) {
        return URI.create(issuer + path);
    }
}
