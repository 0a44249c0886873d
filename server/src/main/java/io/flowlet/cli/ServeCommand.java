package io.flowlet.cli;

import io.flowlet.audit.AuditSettings;
import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.identity.IdentitySettings;
import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.RootKeyCheck;
import io.flowlet.vault.VaultSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "serve",
        description = {
            "Serve the API from an external PostgreSQL until stopped (SIGTERM, Ctrl-C).",
            "Refuses to start, and changes nothing, while a setting or the database is wrong; says everything that is wrong at once."
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    private final Terminal terminal;

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        SettingsReport settings = anchored(configured.check());
        if (!settings.isSound()) {
            terminal.note(settings.told().strip());
            return ExitCode.FAILED;
        }
        DatabaseSettings database = settings.bind("database", DatabaseSettings.class);
        DatabaseGuard guard = new DatabaseGuard(new Connections(database).direct(DatabaseRole.APP), Clock.systemUTC());
        Optional<String> refusal = Starting.refusal(guard, database.url());
        if (refusal.isPresent()) {
            terminal.note(refusal.get());
            return ExitCode.FAILED;
        }
        serve(settings);
        return ExitCode.OK;
    }

    /** What only a server for real money must have, told together: an anchor of its audit log outside of the database, and a sound key. */
    private static SettingsReport anchored(SettingsReport settings) {
        if (!settings.isSound()) {
            return settings;
        }
        List<SettingFault> faults = new ArrayList<>();
        settings.bind("audit", AuditSettings.class)
                .missingForProduction()
                .forEach((key, fix) -> faults.add(SettingFault.missing(key, fix)));
        settings.bind("identity", IdentitySettings.class)
                .passwords()
                .wrongForProduction()
                .forEach((key, fix) -> faults.add(new SettingFault(key, "too weak", fix)));
        VaultSettings vault = settings.bind("vault", VaultSettings.class);
        RootKeyCheck.faults(vault)
                .forEach(fault -> faults.add(new SettingFault(fault.setting(), fault.where(), told(fault))));
        try {
            KeyStoreFolder.check(vault.keyStore());
        } catch (KeyStoreRefused e) {
            faults.add(new SettingFault("vault.key-store", vault.keyStore().toString(), e.fix()));
        }
        return settings.with(faults);
    }

    /** A file's fix says enough by itself; what a token or a service said does not. */
    private static String told(RootKeyCheck.Fault fault) {
        return fault.setting().endsWith("file") ? fault.fix() : fault.what() + "; " + fault.fix();
    }

    private void serve(SettingsReport settings) throws InterruptedException {
        Map<String, Object> logging =
                terminal.isInteractive() ? Map.of() : Map.of("logging.structured.format.console", "ecs");
        ConfigurableApplicationContext server = FlowletServer.start(settings, logging);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
    }
}
