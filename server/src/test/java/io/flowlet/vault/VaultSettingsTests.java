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
    void needsTheFileOnly() {
        VaultSettings settings = new Binder(new MapConfigurationPropertySource(
                        Map.of("flowlet.vault.master-key-file", "/etc/flowlet/master.key")))
                .bind("flowlet.vault", VaultSettings.class)
                .get();
        assertThat(settings)
                .isEqualTo(new VaultSettings(
                        Path.of("/etc/flowlet/master.key"), RootSettings.FILE, 50_000, Duration.ofMinutes(5)));
        assertThat(faults(settings)).isZero();
    }

    @Test
    void boundsTheCache() {
        Path file = Path.of("master.key");
        Duration minute = Duration.ofMinutes(1);
        for (VaultSettings bad : List.of(
                new VaultSettings(file, RootSettings.FILE, 99, minute),
                new VaultSettings(file, RootSettings.FILE, 10_000_001, minute),
                new VaultSettings(file, RootSettings.FILE, 1_000, Duration.ZERO),
                new VaultSettings(file, RootSettings.FILE, 1_000, Duration.ofSeconds(-5)),
                new VaultSettings(file, RootSettings.FILE, 1_000, Duration.ofMinutes(61)))) {
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
