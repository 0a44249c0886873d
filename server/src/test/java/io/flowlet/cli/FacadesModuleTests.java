package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.Invitations;
import io.flowlet.settings.SettingsReport;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class FacadesModuleTests {
    @Test
    void serveACommandWithoutRoutesOrJobs(@TempDir Path folder) throws IOException {
        Path key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        TestDatabase database = TestDatabase.create();
        SettingsReport settings = new SettingsReport(
                "a test",
                Map.of(
                        "database.url", database.url(),
                        "database.app-password", database.password(),
                        "database.sequencer-password", database.password(),
                        "vault.master-key-file", key.toString(),
                        "vault.key-store", TestVault.keyStore(key).toString(),
                        "identity.issuer", "http://127.0.0.1:8080"),
                Map.of(),
                List.of());

        try (ConfigurableApplicationContext server = FlowletServer.facades(settings)) {
            var made = server.getBean(Invitations.class)
                    .create(FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "test"), server));
            assertThat(made.link().toString()).startsWith("http://127.0.0.1:8080/invite/");
        }
    }

    /** {@code config show} would not show them, and nothing would have checked them. */
    @Test
    void takeNothingThatWasNotChecked() {
        Map<String, String> doors = Map.of(
                "flowlet.approvals.sign-in-age", "9999d",
                "FLOWLET_JOBS_ENABLED", "false",
                "spring.config.additional-location", "file:/tmp/",
                "SPRING_APPLICATION_JSON", "{}",
                "management.endpoints.web.exposure.include", "*");
        doors.forEach(System::setProperty);
        try {
            var environment = FlowletServer.environment(Map.of("flowlet.jobs.enabled", "true"));
            assertThat(doors.keySet()).allMatch(door -> environment.getProperty(door) == null);
            assertThat(environment.getProperty("flowlet.jobs.enabled")).isEqualTo("true");
            assertThat(environment.getProperty("spring.config.location")).isEqualTo("classpath:/application.yml");
            assertThat(environment.getProperty("PATH"))
                    .as("an environment variable")
                    .isNull();
            assertThat(environment.getProperty("java.io.tmpdir")).isNotBlank();
        } finally {
            doors.keySet().forEach(System::clearProperty);
        }
    }
}
