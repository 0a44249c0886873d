package io.flowlet.vault;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the master key and the epoch keys are, and how many opened keys an instance holds.
 *
 * @param masterKeyFile as {@link MasterKeyFile} describes it
 * @param keyStore folder of the epoch keys, apart from the database: mode 0700, shared by all instances; its backups are kept no longer than
 *     an epoch
 * @param cachedKeys subjects whose data keys stay open, 100 to 10,000,000; about half a kilobyte each
 * @param cachedFor 1 s to 1 h: how long at most, so that a key destroyed by another instance is forgotten here too
 * @param epoch 1 m to 24 h: after that long what was destroyed is made final for backups too
 */
@ConfigurationProperties("flowlet.vault")
public record VaultSettings(
        @NotNull Path masterKeyFile,
        @NotNull Path keyStore,
        @DefaultValue("50000") @Min(100) @Max(10_000_000) int cachedKeys,

        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1)
        Duration cachedFor,

        @DefaultValue("24h") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 24)
        Duration epoch) {}
