package io.flowlet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.actor.Actor;
import io.flowlet.actor.TenantId;
import io.flowlet.programs.CreateProgram;
import io.flowlet.programs.Programs;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.TenantMode;
import io.flowlet.settings.SettingsReport;
import io.flowlet.testing.TestDatabase;
import io.flowlet.testing.TestVault;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code import users}, as an operator types it. */
class ImportCommandModuleTests extends TypedCommands {
    private static final String HEX = "5e".repeat(32);
    private static final String FILE = """
            email,given_name,family_name,password_hash
            ada@example.com,Ada,Lovelace,%1$s
            not an address,Bob,Nobody,%1$s
            ADA@example.com,Ada,Twice,%1$s
            grace@example.com,Grace,Hopper,123456
            alan@example.com,Alan,Turing,%1$s
            """.formatted(HEX);

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.create();

    @Test
    void importsWhatIsRightAndTellsTheRestByLine() throws IOException {
        Map<String, String> values = values();
        String settings = settings(values);
        String tenant = tenant(values);
        JdbcTemplate superuser = new JdbcTemplate(database.asSuperuser());
        String file = Files.writeString(folder.resolve("users.csv"), FILE).toString();
        String[] line = {"import", "users", file, "--tenant", tenant, "--algorithm", "sha256", "--config", settings};

        assertThat(run(with(line, "--dry-run"))).as(told(err)).isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).isEqualTo("2 can be imported, 0 were imported before, 3 refused\n");
        assertThat(count(superuser, "select count(*) from identity.account")).isZero();
        assertThat(count(superuser, "select count(*) from subscribers.subscriber"))
                .isZero();

        assertThat(run(line)).isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).isEqualTo("2 imported, 0 were imported before, 3 refused\n");
        assertThat(told(err)).isEqualTo("""
                line 3: email is no e-mail address
                line 4: email stands on an earlier line too
                line 5: password_hash is no SHA-256 in hex
                """);
        assertThat(count(superuser, "select count(*) from identity.account where imported_at is not null"))
                .isEqualTo(2);
        assertThat(count(superuser, "select count(*) from subscribers.subscriber"))
                .isEqualTo(2);
        assertThat(superuser.queryForList("select password_hash from identity.account", String.class))
                .allSatisfy(hash ->
                        assertThat(hash).startsWith("sha256:bare::$2b$10$").doesNotContain(HEX));

        assertThat(run(line)).isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).isEqualTo("0 imported, 2 were imported before, 3 refused\n");
        superuser.update("update identity.account set imported_at = null");
        assertThat(run(line)).isEqualTo(ExitCode.FAILED);
        assertThat(told(out)).isEqualTo("0 imported, 0 were imported before, 5 refused\n");
        assertThat(told(err)).contains("line 2: email belongs to an account that no import made");
        assertThat(count(superuser, "select count(*) from subscribers.subscriber"))
                .isEqualTo(2);
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() throws IOException {
        String settings = settings(values());
        String csv = Files.writeString(folder.resolve("users.csv"), FILE).toString();
        String other = Files.writeString(folder.resolve("users.txt"), FILE).toString();
        List<String[]> misused = List.of(
                new String[] {csv, "--algorithm", "md5"},
                new String[] {csv, "--algorithm", "sha256-salted"},
                new String[] {csv, "--algorithm", "sha256-salted", "--salt", "before"},
                new String[] {csv, "--algorithm", "sha256", "--salt", "before", "--salt-encoding", "hex"},
                new String[] {csv, "--algorithm", "sha256", "--encoding", "text"},
                new String[] {other, "--algorithm", "sha256"},
                new String[] {csv});
        for (String[] arguments : misused) {
            assertThat(run(with(
                            new String[] {"import", "users", "--tenant", "ten_x", "--config", settings}, arguments)))
                    .as("%s", Arrays.asList(arguments))
                    .isEqualTo(ExitCode.USAGE);
        }
        String[] unknown = {"--tenant", "ten_01m80f3bcre5fvmksv0me30j7r", "--algorithm", "sha256", "--config", settings
        };
        assertThat(run(with(new String[] {"import", "users", csv}, unknown))).isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("There is no such tenant");
        assertThat(run(with(new String[] {"import", "users", csv + ".csv"}, unknown)))
                .isEqualTo(ExitCode.FAILED);
        assertThat(told(err)).contains("There is no such file");
    }

    private Map<String, String> values() throws IOException {
        Path key = folder.resolve("master.key");
        MasterKeyFile.create(key);
        return Map.of(
                "database.url", database.url(),
                "database.app-password", database.password(),
                "database.sequencer-password", database.password(),
                "vault.master-key-file", key.toString(),
                "vault.key-store", TestVault.keyStore(key).toString(),
                "identity.passwords.bcrypt-cost", "10",
                "identity.issuer", "http://127.0.0.1:8080");
    }

    private String settings(Map<String, String> values) throws IOException {
        return Files.writeString(
                        folder.resolve("flowlet.yml"),
                        values.entrySet().stream()
                                .map(each -> each.getKey() + ": " + each.getValue())
                                .collect(Collectors.joining("\n")))
                .toString();
    }

    private static String tenant(Map<String, String> values) {
        SettingsReport settings = new SettingsReport("a test", values, Map.of(), List.of());
        try (ConfigurableApplicationContext server = FlowletServer.facades(settings)) {
            Tenant live = server.getBean(Programs.class)
                    .create(
                            new CreateProgram("Test program", ZoneId.of("UTC")),
                            FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "test"), server))
                    .program()
                    .tenant(TenantMode.LIVE);
            return live.publicId();
        }
    }

    private static long count(JdbcTemplate superuser, String query) {
        Long count = superuser.queryForObject(query, Long.class);
        return count == null ? -1 : count;
    }

    private static String[] with(String[] line, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(line));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }
}
