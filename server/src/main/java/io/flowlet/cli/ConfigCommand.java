package io.flowlet.cli;

import io.flowlet.settings.SettingKey;
import io.flowlet.settings.SettingsRecords;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.MasterKeyFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(name = "config", description = "Check and show settings, make a master key.")
final class ConfigCommand {
    private final Terminal terminal;

    ConfigCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(name = "check", description = "Tell everything that is wrong with the settings; what serve does first.")
    int check(@Mixin Configured configured) {
        SettingsReport report = configured.check();
        if (report.isSound()) {
            terminal.line("Settings are sound (" + report.where() + ").");
            return ExitCode.OK;
        }
        terminal.note(report.told().strip());
        return ExitCode.FAILED;
    }

    @Command(
            name = "show",
            description = "Show every setting, its value and whether it is a default; secrets are masked.")
    int show(@Mixin Configured configured, @Option(names = "--json", description = "As JSON.") boolean json) {
        SettingsReport report = configured.check();
        List<Shown> shown = SettingsRecords.all().entrySet().stream()
                .flatMap(bound -> SettingKey.of(bound.getKey(), bound.getValue()).stream())
                .map(key -> shown(key, report.values()))
                .toList();
        if (json) {
            terminal.line(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(shown));
        } else {
            int width = shown.stream().mapToInt(row -> row.key().length()).max().orElse(0);
            shown.forEach(row -> terminal.line(row.key()
                    + " ".repeat(width - row.key().length() + 2)
                    + (row.isDefault() ? terminal.dim(row.value()) : row.value())));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "new-key",
            description = {
                "Print a new master key for the vault: ./flowlet config new-key > /etc/flowlet/master.key",
                "Keep it apart from the database's backups, mode 0600. Losing it loses all personal data."
            })
    int newKey() {
        terminal.line(MasterKeyFile.newLine());
        return ExitCode.OK;
    }

    private static Shown shown(SettingKey key, Map<String, String> values) {
        Optional<String> written = Optional.ofNullable(values.get(key.name()));
        String value = key.isSecret() && written.isPresent()
                ? "(hidden)"
                : written.or(key::defaultValue).orElse("");
        return new Shown(key.name(), value, written.isEmpty());
    }

    private record Shown(String key, String value, boolean isDefault) {}
}
