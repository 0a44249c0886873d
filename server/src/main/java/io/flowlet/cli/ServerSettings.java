package io.flowlet.cli;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the server listens. Metrics, health detail and the actuator are on the management port and nowhere else.
 *
 * @param address of the API; the proxy that ends TLS connects to it
 * @param port of the API
 * @param managementAddress of metrics and health; keep it on the loopback interface or a network of operators
 * @param managementPort of metrics and health, another than the API's
 * @param drainedWithin how long running requests may take after a stop is asked for, 1 s to 10 min
 */
@ConfigurationProperties("flowlet.server")
public record ServerSettings(
        @DefaultValue("127.0.0.1") @NotBlank @Pattern(regexp = HOST, message = HOST_FORMAT)
        String address,

        @DefaultValue("8080") @Min(0) @Max(65535) int port,

        @DefaultValue("127.0.0.1") @NotBlank @Pattern(regexp = HOST, message = HOST_FORMAT)
        String managementAddress,

        @DefaultValue("8081") @Min(0) @Max(65535) int managementPort,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10)
        Duration drainedWithin) {
    static final String HOST = "[0-9A-Za-z._:%-]{0,253}";
    static final String HOST_FORMAT = "must be an address of this machine: 127.0.0.1, ::1 or a name";

    @AssertTrue(message = "server.management-port must differ from server.port")
    boolean isManagementApart() {
        return port == 0 || port != managementPort;
    }
}
