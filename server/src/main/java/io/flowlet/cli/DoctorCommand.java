package io.flowlet.cli;

import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseFault;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.MasterKeyFile;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.VaultSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "doctor",
        description =
                "Look at everything a server needs - settings, master key, database, clock - and say what to mend. Changes nothing.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

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
            findings.addAll(database(settings));
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
