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
}
