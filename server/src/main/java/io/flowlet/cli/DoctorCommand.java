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
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.RootBackup;
import io.flowlet.vault.RootKeyCheck;
import io.flowlet.vault.RootKeyUnavailable;
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
import javax.sql.DataSource;
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
            names = "--root-backup",
            paramLabel = "FILE",
            arity = "1..3",
            description =
                    "Try a backup of the root key, a master key file or two shares: does it open this database? Installs nothing.")
    private List<Path> rootBackup = List.of();

    @Option(
            names = "--key-store",
            paramLabel = "DIR",
            description = "A copy of the key store: would it do for the database as it is?")
    private @Nullable Path keyStoreCopy;

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
        SettingsReport settings = ServeCheck.anchors(configured.check());
        for (SettingFault fault : settings.faults()) {
            findings.add(new Finding("settings", false, fault.key() + " " + fault.value(), fault.fix()));
        }
        if (settings.isSound()) {
            findings.add(Finding.ok("settings", settings.where()));
            VaultSettings vault = settings.bind("vault", VaultSettings.class);
            findings.addAll(rootKeys(vault));
            findings.addAll(database(settings, vault, findings.stream().allMatch(Finding::ok)));
        }
        return findings;
    }

    /** What the database says of them comes with {@link #rootKeysOfDatabase}. */
    private static List<Finding> rootKeys(VaultSettings vault) {
        List<RootKeyCheck.Fault> faults = RootKeyCheck.faults(vault);
        return faults.isEmpty()
                ? List.of(Finding.ok(
                        "root key", "kept by " + vault.root().provider().code() + ", can be used"))
                : faults.stream()
                        .map(fault -> new Finding("root key", false, fault.what(), fault.fix()))
                        .toList();
    }

    private List<Finding> rootKeysOfDatabase(VaultSettings vault, DataSource database) {
        List<Finding> findings = new ArrayList<>();
        try {
            RootKeyCheck.states(vault, database).forEach(state -> findings.add(told(state)));
        } catch (MasterKeyRefused e) {
            findings.add(new Finding("root key", false, e.fault(), e.fix()));
        } catch (DamagedKey e) {
            findings.add(new Finding(
                    "root key", false, e.key() + " does not open", "restore vault.platform_key from a backup"));
        } catch (RootKeyUnavailable e) {
            findings.add(
                    new Finding("root key", false, Objects.requireNonNull(e.getMessage()), "look whether it runs"));
        }
        if (!rootBackup.isEmpty()) {
            findings.add(backup(database));
        }
        return findings;
    }

    private static Finding told(RootKeyCheck.State state) {
        String which = state.kid() + " (" + state.where() + ")";
        if (state.isFormer() && state.keys() == 0) {
            return Finding.ok(
                    "former root key",
                    which + " opens nothing any more: take flowlet.vault.root.former out of the settings");
        }
        String wraps = which + " wraps " + state.keys() + " keys";
        if (state.seals()) {
            return Finding.ok(
                    state.isFormer() ? "former root key" : "root key",
                    wraps + ", the canary and all new ones among them"
                            + (state.isFormer() ? ": ./flowlet vault rotate-root turns to the new one" : ""));
        }
        return Finding.ok(
                state.isFormer() ? "former root key" : "root key",
                wraps + (state.isFormer() ? ": ./flowlet vault rotate-root re-wraps the rest" : " and seals none yet"));
    }

    private Finding backup(DataSource database) {
        try {
            return Finding.ok(
                    "root backup", RootBackup.open(rootBackup, database) + " opens the canary of this database");
        } catch (MasterKeyRefused e) {
            return new Finding("root backup", false, e.fault(), e.fix());
        } catch (DamagedKey e) {
            return new Finding(
                    "root backup", false, e.key() + " does not open", "restore vault.platform_key from a backup");
        }
    }

    /** From the root key down to a data key, as they are stored. */
    private List<Finding> keys(VaultSettings vault, DataSource app) {
        KeyChain chain = new KeyChain(app, vault);
        List<Finding> findings = new ArrayList<>();
        findings.add(finding(
                "keys",
                () -> chain.open()
                        .map(epoch ->
                                "root key, epoch %d (open since %s, %d h), tenant key and data key open one another; key store %s"
                                        .formatted(
                                                epoch.number(),
                                                epoch.openedAt().truncatedTo(ChronoUnit.SECONDS),
                                                Duration.between(epoch.openedAt(), Instant.now())
                                                        .toHours(),
                                                vault.keyStore()))
                        .orElse("none yet: the first start makes them")));
        Path copy = keyStoreCopy;
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

    private List<Finding> database(SettingsReport settings, VaultSettings vault, boolean hasRootKeys) {
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        DataSource app = new Connections(database).direct(DatabaseRole.APP);
        List<DatabaseFault> faults = new DatabaseGuard(app, Clock.systemUTC()).faults();
        if (!faults.isEmpty()) {
            return faults.stream()
                    .map(fault -> new Finding("database", false, fault.what(), fault.fix()))
                    .toList();
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("database", "reached, migrated, protected; clocks agree"));
        if (hasRootKeys) {
            findings.addAll(rootKeysOfDatabase(vault, app));
            findings.addAll(keys(vault, app));
        } else if (!rootBackup.isEmpty()) {
            findings.add(backup(app));
        }
        return findings;
    }
}
