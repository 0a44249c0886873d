package io.flowlet.identity;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The OAuth 2 server.
 *
 * @param issuer the address under which callers reach this installation, without a path; plain http on the loopback only
 * @param audience names this API in its tokens; a token with another audience is refused
 * @param accessTokenLife one minute to one hour
 * @param clientAuthorities PEM file of the authorities that issue certificates to clients of {@code tls_client_auth}, with those between them and
 *     the clients; without it no such client proves itself
 * @param mtlsAddress where clients with certificates call, if that is another address than the issuer; without a path
 * @param verifiedTokens how many verified tokens are remembered, 100 to 1,000,000; about 500 bytes each
 */
@ConfigurationProperties("flowlet.identity")
public record IdentitySettings(
        @NotBlank
        @Pattern(
                regexp = "https://[^/?#@\\s]+|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?",
                message = "must look like https://api.example.com; http only on the loopback")
        String issuer,

        @DefaultValue("flowlet-api") @NotBlank @Pattern(regexp = AUDIENCE, message = AUDIENCE_FORM)
        String audience,

        @DefaultValue("5m") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 1)
        Duration accessTokenLife,

        @Nullable Path clientAuthorities,

        @Nullable @Pattern(regexp = "https://[^/?#@\\s]+", message = "must look like https://mtls.example.com")
        String mtlsAddress,

        @DefaultValue("20000") @Min(100) @Max(1_000_000) int verifiedTokens,
        @DefaultValue @NotNull @Valid SignIn signIn,
        @DefaultValue @NotNull @Valid Passwords passwords,
        @DefaultValue @NotNull @Valid SigningSettings signing,
        @DefaultValue @NotNull @Valid FactorSettings factors,
        @DefaultValue @NotNull @Valid DpopSettings dpop) {

    static final String AUDIENCE = "[\\x21-\\x7e]{1,200}";
    static final String AUDIENCE_FORM = "must be 1 to 200 letters, digits or signs without a space";

    /**
     * How long what comes of signing in lasts.
     *
     * @param subscriberAudience names this API in tokens of subscribers
     * @param staffAudience names this API in tokens of staff
     * @param subscriberIdle the end of a subscriber's browser session that is not used
     * @param staffIdle the same for staff
     * @param sessionLife the end of a browser session in any case
     * @param codeLife of an authorization code, 10 to 60 seconds
     * @param refreshIdle the end of a refresh token that is not used
     * @param subscriberRefreshLife the end of a subscriber's refresh token in any case
     * @param staffRefreshLife the same for staff
     */
    public record SignIn(
            @DefaultValue("flowlet-subscriber") @NotBlank @Pattern(regexp = AUDIENCE, message = AUDIENCE_FORM)
            String subscriberAudience,

            @DefaultValue("flowlet-staff") @NotBlank @Pattern(regexp = AUDIENCE, message = AUDIENCE_FORM)
            String staffAudience,

            @DefaultValue("5m") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 1)
            Duration subscriberIdle,

            @DefaultValue("15m") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 1)
            Duration staffIdle,

            @DefaultValue("12h") @NotNull @DurationMin(minutes = 5) @DurationMax(hours = 24)
            Duration sessionLife,

            @DefaultValue("60s") @NotNull @DurationMin(seconds = 10) @DurationMax(seconds = 60)
            Duration codeLife,

            @DefaultValue("24h") @NotNull @DurationMin(minutes = 5) @DurationMax(days = 30)
            Duration refreshIdle,

            @DefaultValue("30d") @NotNull @DurationMin(hours = 1) @DurationMax(days = 90)
            Duration subscriberRefreshLife,

            @DefaultValue("12h") @NotNull @DurationMin(hours = 1) @DurationMax(hours = 24)
            Duration staffRefreshLife) {
        public Duration idle(Audience audience) {
            return switch (audience) {
                case SUBSCRIBER -> subscriberIdle;
                case STAFF -> staffIdle;
            };
        }

        public Duration refreshLife(Audience audience) {
            return switch (audience) {
                case SUBSCRIBER -> subscriberRefreshLife;
                case STAFF -> staffRefreshLife;
            };
        }
    }

    /**
     * How passwords are kept and which are refused.
     *
     * @param algorithm bcrypt or argon2id (19 MiB, 2 passes); hashes of the other one work on and are replaced at the next sign-in
     * @param bcryptCost 4 to 16; a server for real money refuses less than 10
     * @param breachedFile passwords known from breaches, one a line in UTF-8, instead of the list that is built in
     * @param leastKinds of small letters, capitals, digits and others that a password must mix, 1 to 4; more than 1 only where a regulator wants it
     */
    public record Passwords(
            @DefaultValue("bcrypt")
            @NotNull
            @Pattern(regexp = "bcrypt|argon2id", message = "must be bcrypt or argon2id")
            String algorithm,

            @DefaultValue("12") @Min(4) @Max(16) int bcryptCost,
            @Nullable Path breachedFile,
            @DefaultValue("1") @Min(1) @Max(4) int leastKinds) {
        private static final int LEAST_FOR_PRODUCTION = 10;

        /** The fix by the key of the setting that a production server must not start with; empty when all is well. */
        public SortedMap<String, String> wrongForProduction() {
            SortedMap<String, String> fixes = new TreeMap<>();
            if (bcryptCost < LEAST_FOR_PRODUCTION) {
                fixes.put("identity.passwords.bcrypt-cost", "write 10 to 16; 12 is usual");
            }
            return fixes;
        }
    }

    @AssertTrue(
            message =
                    "identity.audience must differ from sign-in.subscriber-audience and sign-in.staff-audience, and these from each other")
    boolean isEachAudienceApart() {
        return !audience.equals(signIn.subscriberAudience)
                && !audience.equals(signIn.staffAudience)
                && !signIn.subscriberAudience.equals(signIn.staffAudience);
    }

    @AssertTrue(message = "identity.sign-in.session-life must not be below subscriber-idle or staff-idle")
    boolean isSessionLongerThanIdle() {
        return signIn.sessionLife.compareTo(signIn.subscriberIdle) >= 0
                && signIn.sessionLife.compareTo(signIn.staffIdle) >= 0;
    }

    /** Otherwise a refresh token has always ended when it is needed. */
    @AssertTrue(
            message =
                    "identity.access-token-life must be below sign-in.refresh-idle, subscriber-refresh-life and staff-refresh-life")
    boolean isAccessShorterThanRefresh() {
        return accessTokenLife.compareTo(signIn.refreshIdle) < 0
                && accessTokenLife.compareTo(signIn.subscriberRefreshLife) < 0
                && accessTokenLife.compareTo(signIn.staffRefreshLife) < 0;
    }

    @AssertTrue(
            message =
                    "identity.sign-in.refresh-idle must not be above both subscriber-refresh-life and staff-refresh-life")
    boolean isRefreshIdleOfUse() {
        return signIn.refreshIdle.compareTo(signIn.subscriberRefreshLife) <= 0
                || signIn.refreshIdle.compareTo(signIn.staffRefreshLife) <= 0;
    }

    /** {@code aud} of tokens of {@code persons}; null: of clients. */
    public String audienceOf(@Nullable Audience persons) {
        return persons == null
                ? audience
                : switch (persons) {
                    case SUBSCRIBER -> signIn.subscriberAudience();
                    case STAFF -> signIn.staffAudience();
                };
    }

    /** Whether browsers reach this installation over TLS only. */
    public boolean isSecure() {
        return issuer.startsWith("https:");
    }

    /** All addresses of {@code path} for callers. */
    public List<URI> addresses(String path) {
        return mtlsAddress == null ? List.of(link(path)) : List.of(link(path), URI.create(mtlsAddress + path));
    }

    /** The address of {@code path} for callers. */
    public URI link(String path) {
        return URI.create(issuer + path);
    }
}
