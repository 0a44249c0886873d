package io.flowlet.cli;

import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseFault;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.KeyChain;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.VaultSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "doctor",
        description =
                "Look at everything a server needs - settings, keys, database, clock - and say what to mend. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(
            names = "--key-store",
            paramLabel = "DIR",
            description = "A copy of the key store: would it do for the database as it is?")
    private @Nullable Path backup;

    private final Terminal terminal;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    private record Finding(String check, boolean ok, String detail, String fix) {
        static Finding ok(String check, String detail) {
            return new Finding(check, true, detail, "");
        }
    }

    @Override
    public Integer call() {
        List<Finding> findings = findings();
        if (json) {
            terminal.line(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
        } else {
            for (Finding finding : findings) {
                terminal.line((finding.ok() ? terminal.good("ok    ") : terminal.bad("WRONG ")) + finding.check() + ": "
                        + finding.detail());
                if (!finding.ok()) {
                    terminal.line("      " + finding.fix());
                }
            }
        }
        return findings.stream().allMatch(Finding::ok) ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("java", Runtime.version().toString()));
        SettingsReport settings = configured.check();
        for (SettingFault fault : settings.faults()) {
            findings.add(new Finding("settings", false, fault.key() + " " + fault.value(), fault.fix()));
        }
        if (settings.isSound()) {
            findings.add(Finding.ok("settings", settings.where()));
            findings.add(masterKey(settings));
            List<Finding> database = database(settings);
            findings.addAll(database);
            if (database.stream().allMatch(Finding::ok)) {
                findings.addAll(keys(settings));
            }
        }
        return findings;
    }

    private static Finding masterKey(SettingsReport settings) {
        VaultSettings vault = settings.bind("vault", VaultSettings.class);
        try {
            return Finding.ok(
                    "master key", MasterKeyFile.check(vault.masterKeyFile()) + " in " + vault.masterKeyFile());
        } catch (MasterKeyRefused e) {
            return new Finding(
                    "master key",
                    false,
                    Objects.requireNonNullElse(e.getMessage(), "refused"),
                    "restore the file from its backup, mode 0600, owned by the user that serves");
        }
    }

    /** From the master key down to a data key, as they are stored. */
    private List<Finding> keys(SettingsReport settings) {
        VaultSettings vault = settings.bind("vault", VaultSettings.class);
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        KeyChain chain = new KeyChain(new Connections(database).direct(DatabaseRole.APP), vault);
        List<Finding> findings = new ArrayList<>();
        findings.add(finding(
                "keys",
                () -> chain.open()
                        .map(epoch ->
                                "master key, epoch %d (open since %s, %d h), tenant key and data key open one another; key store %s"
                                        .formatted(
                                                epoch.number(),
                                                epoch.openedAt().truncatedTo(ChronoUnit.SECONDS),
                                                Duration.between(epoch.openedAt(), Instant.now())
                                                        .toHours(),
                                                vault.keyStore()))
                        .orElse("none yet: the first start makes them")));
        Path copy = backup;
        if (copy != null) {
            findings.add(finding("copy of the key store", () -> {
                chain.checkBackup(copy);
                return copy + " holds the key of the open epoch";
            }));
        }
        return findings;
    }

    private static Finding finding(String check, Supplier<String> look) {
        try {
            return Finding.ok(check, look.get());
        } catch (KeyStoreRefused e) {
            return refused(check, e, e.fix());
        } catch (MasterKeyRefused e) {
            return refused(check, e, e.fix());
        } catch (DamagedKey e) {
            return refused(
                    check,
                    e,
                    "restore the row from a backup of the database; the vault's page says which kinds of keys there are");
        }
    }

    private static Finding refused(String check, RuntimeException e, String fix) {
        return new Finding(check, false, Objects.requireNonNullElse(e.getMessage(), "refused"), fix);
    }

    private static List<Finding> database(SettingsReport settings) {
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        List<DatabaseFault> faults =
                new DatabaseGuard(new Connections(database).direct(DatabaseRole.APP), Clock.systemUTC()).faults();
        return faults.isEmpty()
                ? List.of(Finding.ok("database", "reached, migrated, protected; clocks agree"))
                : faults.stream()
                        .map(fault -> new Finding("database", false, fault.what(), fault.fix()))
                        .toList();
    }
}
