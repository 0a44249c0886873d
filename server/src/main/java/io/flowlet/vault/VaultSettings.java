package io.flowlet.vault;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the root key and the epoch keys are, and how many opened keys an instance holds.
 *
 * @param masterKeyFile the root key, as {@link MasterKeyFile} describes it; must be set unless `vault.root.provider` is another than `file`
 * @param root where the root key is kept
 * @param keyStore folder of the epoch keys, apart from the database: mode 0700, shared by all instances; each of its backups replaces
 *     the one before
 * @param cachedKeys subjects whose data keys stay open, 100 to 10,000,000; about half a kilobyte each
 * @param cachedFor 1 s to 1 h: how long at most, so that a key destroyed by another instance is forgotten here too
 * @param epoch 1 m to 24 h: after that long what was destroyed is made final for backups too
 */
@ConfigurationProperties("flowlet.vault")
public record VaultSettings(
        @Nullable Path masterKeyFile,
        @DefaultValue @NotNull @Valid RootSettings root,
        @NotNull Path keyStore,
        @DefaultValue("50000") @Min(100) @Max(10_000_000) int cachedKeys,

        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1)
        Duration cachedFor,

        @DefaultValue("24h") @NotNull @DurationMin(minutes = 1) @DurationMax(hours = 24)
        Duration epoch) {
    /** @throws IllegalArgumentException if the root key's provider needs a setting that is left out; names it */
    public VaultSettings {
        root.missing(masterKeyFile).ifPresent(told -> {
            throw new IllegalArgumentException(told);
        });
    }
}
