package io.flowlet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class VaultSettingsTests {
    @Test
    void needsTheFileAndTheFolderOnly() {
        VaultSettings settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "flowlet.vault.master-key-file", "/etc/flowlet/master.key",
                        "flowlet.vault.key-store", "/var/lib/flowlet/epochs")))
                .bind("flowlet.vault", VaultSettings.class)
                .get();
        assertThat(settings)
                .isEqualTo(new VaultSettings(
                        Path.of("/etc/flowlet/master.key"),
                        RootSettings.FILE,
                        Path.of("/var/lib/flowlet/epochs"),
                        50_000,
                        Duration.ofMinutes(5),
                        Duration.ofHours(24)));
        assertThat(faults(settings)).isZero();
    }

    @Test
    void boundsTheCacheAndTheEpoch() {
        Path file = Path.of("master.key");
        Path folder = Path.of("epochs");
        Duration day = Duration.ofHours(24);
        Duration minute = Duration.ofMinutes(1);
        for (VaultSettings bad : List.of(
                new VaultSettings(file, RootSettings.FILE, folder, 99, minute, day),
                new VaultSettings(file, RootSettings.FILE, folder, 10_000_001, minute, day),
                new VaultSettings(file, RootSettings.FILE, folder, 1_000, Duration.ZERO, day),
                new VaultSettings(file, RootSettings.FILE, folder, 1_000, Duration.ofSeconds(-5), day),
                new VaultSettings(file, RootSettings.FILE, folder, 1_000, Duration.ofMinutes(61), day),
                new VaultSettings(file, RootSettings.FILE, folder, 1_000, minute, Duration.ofSeconds(59)),
                new VaultSettings(file, RootSettings.FILE, folder, 1_000, minute, Duration.ofHours(25)))) {
            assertThat(faults(bad)).as(bad.toString()).isOne();
        }
    }

    private static int faults(VaultSettings settings) {
        try (ValidatorFactory factory = Validation.buildDefaultValidatorFactory()) {
            Validator validator = factory.getValidator();
            return validator.validate(settings).size();
        }
    }
}
