package io.flowlet.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseSettingsTests {
    @Test
    void tellsWhereTheDatabaseIsAndNoPassword() {
        DatabaseSettings settings = new DatabaseSettings(
                "jdbc:postgresql://db:5432/flowlet?password=canary5", "canary1", "canary2", "canary3", "canary4", 16);
        assertThat(settings.toString()).contains("db:5432").doesNotContain("canary");
    }
}
