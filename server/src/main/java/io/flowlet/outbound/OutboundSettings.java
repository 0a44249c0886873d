package io.flowlet.outbound;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Calls to addresses that clients register.
 *
 * @param privateHosts host names, spelled as they are called, that may lead to an address that is not public; none unless told
 * @param trustedCertificates PEM file of authorities that are believed besides those of Java
 * @param timeout of a whole call, one to thirty seconds
 */
@ConfigurationProperties("flowlet.outbound")
public record OutboundSettings(
        @NotNull @DefaultValue({})
        List<@Pattern(regexp = "[a-z0-9.-]{1,253}", message = "must be a host name in lower case") String> privateHosts,

        @Nullable Path trustedCertificates,

        @DefaultValue("5s") @NotNull @DurationMin(seconds = 1) @DurationMax(seconds = 30)
        Duration timeout) {}
