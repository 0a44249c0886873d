package io.flowlet.identity;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who must have a second factor.
 *
 * @param requiredOfStaff whether staff sets one up before its first session
 * @param requiredOfWalletHolders whether a subscriber who holds a wallet does
 * @param appName what authenticator apps show beside the address
 * @param patience how long a sign-in waits for its second factor
 */
public record FactorSettings(
        @DefaultValue("true") boolean requiredOfStaff,
        @DefaultValue("true") boolean requiredOfWalletHolders,

        @DefaultValue("Flowlet")
        @NotBlank
        @Pattern(regexp = "[A-Za-z0-9 ._-]{1,40}", message = "must be 1 to 40 letters, digits, blanks or . _ -")
        String appName,

        @DefaultValue("10m") @NotNull @DurationMin(minutes = 1) @DurationMax(minutes = 30)
        Duration patience) {}
