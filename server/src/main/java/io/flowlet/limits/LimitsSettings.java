package io.flowlet.limits;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests may be made, on each instance of the server. A bucket holds one minute's requests and fills evenly.
 *
 * @param addressPerMinute unauthenticated requests of one client address (or IPv6 /64), token requests among them; an authenticated one is
 *     given back
 * @param moneyPerMinute requests of one principal that move money
 * @param sensitivePerMinute requests of one principal that look something encrypted up or reveal it
 * @param writePerMinute other requests of one principal that change something
 * @param readPerMinute requests of one principal that read
 * @param trackedAddresses addresses that are told apart at a time; those beyond share one bucket
 * @param trackedSubjects pairs of principal and route class that are told apart at a time; those beyond share one bucket
 */
@ConfigurationProperties("flowlet.limits")
public record LimitsSettings(
        @DefaultValue("600") @Min(1) @Max(100_000_000) int addressPerMinute,
        @DefaultValue("6000") @Min(1) @Max(100_000_000) int moneyPerMinute,
        @DefaultValue("120") @Min(1) @Max(100_000_000) int sensitivePerMinute,
        @DefaultValue("6000") @Min(1) @Max(100_000_000) int writePerMinute,
        @DefaultValue("12000") @Min(1) @Max(100_000_000) int readPerMinute,
        @DefaultValue("100000") @Min(1_000) @Max(10_000_000) int trackedAddresses,
        @DefaultValue("20000") @Min(1_000) @Max(10_000_000) int trackedSubjects) {}
