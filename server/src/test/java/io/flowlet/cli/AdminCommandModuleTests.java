package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.TenantId;
import io.flowlet.identity.AccountOutcome;
import io.flowlet.identity.Accounts;
import io.flowlet.identity.StaffRole;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.TenantMode;
import io.flowlet.settings.SettingsReport;
import io.flowlet.testing.SignIn;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code admin invite} for staff. */
class AdminCommandModuleTests extends TypedCommands {
    @Test
    void invitesNobodyASecondTimeUnderAnAlias(@TempDir Path folder) throws IOException {
        Path key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        TestDatabase database = TestDatabase.create();
        Map<String, String> values = Map.of(
                "database.url", database.url(),
                "database.app-password", database.password(),
                "database.sequencer-password", database.password(),
                "vault.master-key-file", key.toString(),
                "vault.key-store", TestVault.keyStore(key).toString(),
                "identity.issuer", "http://127.0.0.1:8080");
        String tenant = program(new SettingsReport("a test", values, Map.of(), List.of()));
        String settings = Files.writeString(
                        folder.resolve("flowlet.yml"),
                        values.entrySet().stream()
                                .map(each -> each.getKey() + ": " + each.getValue())
                                .collect(Collectors.joining("\n")))
                .toString();

        assertThat(invite(settings, tenant, "grace@example.com")).as(told(err)).isEqualTo(ExitCode.OK);
        assertThat(told(out)).startsWith("http://127.0.0.1:8080/invite/staff/");
        for (String taken : new String[] {"ada@example.com", "Ada+2@EXAMPLE.com"}) {
            assertThat(invite(settings, tenant, taken)).isEqualTo(ExitCode.FAILED);
            assertThat(told(out)).isEmpty();
            assertThat(told(err)).contains("has this address, or the same mailbox");
        }
    }

    private int invite(String settings, String tenant, String email) {
        return run("admin", "invite", "--tenant", tenant, "--email", email, "--role", "officer", "--config", settings);
    }

    /** The live tenant of a new program, whose staff is Ada. */
    private static String program(SettingsReport settings) {
        try (ConfigurableApplicationContext server = FlowletServer.facades(settings)) {
            Tenant live = server.getBean(Programs.class)
                    .create(
                            new CreateProgram("Test program", ZoneId.of("UTC")),
                            FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "test"), server))
                    .program()
                    .tenant(TenantMode.LIVE);
            AccountOutcome made = server.getBean(Accounts.class)
                    .createStaff(
                            FlowletServer.callerAs(Actor.system(live.id(), "test"), server),
                            live.id(),
                            "ada@example.com",
                            Set.of(StaffRole.ADMIN),
                            SignIn.PASSWORD);
            assertThat(made).isInstanceOf(AccountOutcome.Created.class);
            return live.publicId();
        }
    }
}
