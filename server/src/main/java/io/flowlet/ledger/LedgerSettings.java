package io.flowlet.ledger;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a tenant's lane takes, and how many are served at once.
 *
 * @param batchCommands most commands that one transaction posts, 1 to 5,000
 * @param queueUnits most units that may wait for a tenant's writer, 1 to 100,000; one more is answered 503
 * @param writers most tenants whose batches are written at the same time, 1 to 64 and below {@code database.pool-size}; each takes a connection
 */
@ConfigurationProperties("flowlet.ledger")
public record LedgerSettings(
        @DefaultValue("2000") @Min(1) @Max(5_000) int batchCommands,
        @DefaultValue("4096") @Min(1) @Max(100_000) int queueUnits,
        @DefaultValue("4") @Min(1) @Max(64) int writers) {}
