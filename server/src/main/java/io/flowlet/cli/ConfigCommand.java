package io.flowlet.cli;

import io.flowlet.files.FileRefused;
import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingKey;
import io.flowlet.settings.SettingsCheck;
import io.flowlet.settings.SettingsKeys;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import io.flowlet.settings.SettingsRotation;
import io.flowlet.vault.MasterKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "config", description = "Check, show and encrypt settings, make keys.")
final class ConfigCommand {
    private final Terminal terminal;

    ConfigCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "check",
            description = {
                "Tell everything that is wrong with the settings, with the master key and the key store; what serve does first.",
                "With --values-only: nothing but what is written, on a machine that has no keys."
            })
    int check(
            @Mixin Configured configured,
            @Option(names = "--values-only", description = "Neither the master key nor the key store.")
                    boolean valuesOnly) {
        SettingsReport report = valuesOnly ? ServeCheck.anchors(configured.check()) : ServeCheck.of(configured.check());
        if (report.isSound()) {
            terminal.line("Settings are sound (" + report.where() + ").");
            Map<String, Long> byKey = report.encrypted().values().stream()
                    .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
            byKey.forEach((kid, count) -> terminal.line("Encrypted with key " + kid + ": " + values(count) + "."));
            return ExitCode.OK;
        }
        terminal.note(report.told().strip());
        return ExitCode.FAILED;
    }

    @Command(
            name = "show",
            description =
                    "Show every setting, its value and whether it is a default; secrets and what was encrypted are masked.")
    int show(@Mixin Configured configured, @Option(names = "--json", description = "As JSON.") boolean json) {
        SettingsReport report = configured.check();
        List<Shown> shown = SettingsRecords.all().entrySet().stream()
                .flatMap(bound -> SettingKey.of(bound.getKey(), bound.getValue()).stream())
                .map(key -> shown(key, report))
                .toList();
        if (json) {
            terminal.line(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(shown));
        } else {
            int width = shown.stream().mapToInt(row -> row.key().length()).max().orElse(0);
            shown.forEach(row -> terminal.line(row.key()
                    + " ".repeat(width - row.key().length() + 2)
                    + (row.isDefault() ? terminal.dim(row.value()) : row.value())));
        }
        if (!report.isSound()) {
            terminal.note(report.told().strip());
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }

    @Command(
            name = "new-key",
            description = {
                "Print a new master key for the vault: ./flowlet config new-key > /etc/flowlet/master.key",
                "Keep it apart from the database's backups, mode 0600. Losing it loses all personal data.",
                "With --settings: add a key to the file of keys for encrypted settings, which is made when there is none,"
                        + " mode 0600, and print its id. The newest key encrypts, older ones still decrypt."
            })
    int newKey(
            @Option(names = "--settings", description = "A key for encrypted settings, not for the vault.")
                    boolean settings,
            @Mixin ConfigKeyFile keyFile) {
        if (!settings) {
            terminal.line(MasterKeyFile.newLine());
            return ExitCode.OK;
        }
        try {
            Path file = keyFile.path();
            terminal.line(SettingsKeys.add(file));
            int older = SettingsKeys.read(file).older().size();
            terminal.note("The newest of " + (older + 1) + " in " + file + "; keep a copy apart from the settings."
                    + (older == 0 ? "" : " Next: ./flowlet config rotate"));
            return ExitCode.OK;
        } catch (FileRefused e) {
            return refused(e);
        }
    }

    @Command(
            name = "encrypt",
            description = {
                "Print the encrypted form of a value, to be written for KEY and no other in the settings file, its environment"
                        + " variable or a file of secrets.",
                "The value is typed at a prompt that does not show it, or piped in; it is checked as the server would check it."
            })
    int encrypt(
            @Parameters(paramLabel = "KEY", description = "As in the settings file: database.app-password") String key,
            @Mixin ConfigKeyFile keyFile) {
        SettingsCheck check = new SettingsCheck(SettingsRecords.all());
        String name = SettingKey.withoutPrefix(key);
        Optional<SettingFault> refusal = check.refusalOf(name);
        if (refusal.isPresent()) {
            terminal.note(told(refusal.get()));
            return ExitCode.USAGE;
        }
        try {
            SettingsKeys keys = SettingsKeys.read(keyFile.path());
            String value = terminal.secret("Value of " + name + " (is not shown): ");
            List<SettingFault> faults = check.faultsOf(name, value);
            if (!faults.isEmpty()) {
                faults.forEach(fault -> terminal.note(told(fault)));
                return ExitCode.FAILED;
            }
            terminal.line(keys.encrypt(name, value));
            return ExitCode.OK;
        } catch (FileRefused e) {
            return refused(e);
        } catch (IOException e) {
            terminal.note("The value cannot be read: " + e.getMessage() + ".");
            return ExitCode.FAILED;
        }
    }

    @Command(
            name = "rotate",
            description = {
                "Encrypt every encrypted value of the settings file anew with the newest key, in place; all else in the file stays"
                        + " as it is.",
                "Writes nothing while one of them cannot be opened. Values in the environment or in files of secrets are"
                        + " encrypted anew by hand: ./flowlet config encrypt KEY"
            })
    int rotate(
            @Mixin Configured configured,
            @Option(names = "--dry-run", description = "Tell what would be done and write nothing.") boolean dryRun) {
        try {
            SettingsKeys keys = SettingsKeys.read(configured.keyFile().path());
            SettingsRotation rotation = SettingsRotation.plan(configured.file(), keys);
            if (!rotation.faults().isEmpty()) {
                rotation.faults().forEach(fault -> terminal.note(told(fault)));
                terminal.note("Nothing was changed.");
                return ExitCode.FAILED;
            }
            if (!dryRun && !rotation.changed().isEmpty()) {
                rotation.write();
            }
            rotation.changed().forEach(terminal::line);
            terminal.line((dryRun ? "Would encrypt " : "Encrypted ")
                    + values(rotation.changed().size()) + " of "
                    + configured.file() + " anew with key " + keys.newest() + "; "
                    + values(rotation.unchanged().size()) + " had it already.");
            return ExitCode.OK;
        } catch (FileRefused e) {
            return refused(e);
        }
    }

    private int refused(FileRefused e) {
        terminal.note(e.fault() + ": " + e.fix());
        return ExitCode.FAILED;
    }

    private static String told(SettingFault fault) {
        return fault.key() + " " + fault.value() + ": " + fault.fix();
    }

    private static String values(long count) {
        return count == 1 ? "1 value" : count + " values";
    }

    private static Shown shown(SettingKey key, SettingsReport report) {
        Optional<String> written = report.shown(key);
        return new Shown(key.name(), written.or(key::defaultValue).orElse(""), written.isEmpty());
    }

    private record Shown(String key, String value, boolean isDefault) {}
}
