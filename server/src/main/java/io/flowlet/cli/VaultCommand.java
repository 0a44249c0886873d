package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.identity.SigningRotation;
import io.flowlet.settings.SettingFault;
import io.flowlet.settings.SettingsReport;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.DataRotation;
import io.flowlet.vault.KeyChain;
import io.flowlet.vault.KeyStoreFolder;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.MasterKeyRefused;
import io.flowlet.vault.RootBackup;
import io.flowlet.vault.RootKeyCheck;
import io.flowlet.vault.RootKeyUnavailable;
import io.flowlet.vault.RootRotation;
import io.flowlet.vault.RootShares;
import io.flowlet.vault.SigningKeys;
import io.flowlet.vault.VaultSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.PessimisticLockingFailureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "vault", description = "Rotate, split and back up the root key; rotate and renew the keys below it.")
final class VaultCommand {
    private static final String ROTATION = "vault rotate-root";

    private final Terminal terminal;

    VaultCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "rotate-root",
            description = {
                "Bring everything that the former root key wraps under the one in vault.root, as flowlet_owner, while servers run.",
                "Give every server both keys first: the new one in vault.root, the old one in vault.root.former."
                        + " They go on with the old one until this command turns all of them at once.",
                "Killed anywhere, run it again. The act is in the audit log."
            })
    int rotateRoot(@Mixin Configured configured) {
        return asOwner(configured, "re-wrap keys", this::rotate);
    }

    @Command(
            name = "rotate-data",
            description = {
                "Give data keys new versions and rewrite what the older ones encrypted, as flowlet_owner, while servers run. The next run, an"
                        + " hour later or more, removes the older ones: from a scheduler each night, or once more with --finish.",
                "From then on the older versions open nothing; copies of the database from before hold them until the next turn.",
                "Killed anywhere, run it again: it goes on as it was begun. The act is in the audit log of each tenant.",
                "What does not open is named, left as it is, and keeps its key version; exit code 1."
            })
    int rotateData(@Mixin Configured configured, @Mixin RotationOptions options) {
        Optional<String> wrong = options.wrong();
        if (wrong.isPresent()) {
            terminal.note(wrong.get());
            return ExitCode.USAGE;
        }
        return asOwner(
                configured, "rewrite ciphertexts", facades -> new DataKeysRotated(terminal, facades).run(options));
    }

    @Command(
            name = "rotate-signing",
            description = {
                "Make the next keys that sign tokens, as flowlet_owner, while servers run. They do the same by age: identity.signing.rotate-after.",
                "The keys are published at once, sign after identity.signing.published-ahead, and verify for a day after their turn."
                        + " The act is in the audit log."
            })
    int rotateSigning(
            @Mixin Configured configured,
            @Option(
                            names = "--replace",
                            description =
                                    "The keys of now may be known to somebody: the new ones sign at once, and every token"
                                            + " that the old ones signed is refused within seconds.")
                    boolean replace) {
        return asOwner(configured, "make keys that sign at once", facades -> {
            Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "vault rotate-signing"), facades);
            SigningRotation rotation = facades.getBean(SigningRotation.class);
            List<SigningKeys.Prepared> made = replace ? rotation.replace(self) : rotation.prepare(self);
            made.forEach(key -> terminal.line("%s key %s signs from %s"
                    .formatted(key.key().algorithm(), key.key().kid(), key.signsFrom())));
            if (made.isEmpty()) {
                terminal.note("A next key of every algorithm waits for its turn already; nothing was changed.");
            }
            return ExitCode.OK;
        });
    }

    @Command(
            name = "renew-indexes",
            description = {
                "Give the secrets of blind indexes new versions and every indexed value an index of them, as flowlet_owner, while servers run."
                        + " Look-ups find by both versions meanwhile. A run an hour later or more removes the old ones: once more with --finish.",
                "Killed anywhere, run it again. The act is in the audit log of each tenant."
            })
    int renewIndexes(
            @Mixin Configured configured,
            @Option(names = "--tenant", paramLabel = "ten_…", description = "Those of this tenant alone.") @Nullable
                    String tenant,
            @Option(names = "--finish", description = "Go on with what was begun, and begin nothing.") boolean finish) {
        return asOwner(
                configured,
                "remove keys of indexes",
                facades -> new IndexesRenewed(terminal, facades).run(Optional.ofNullable(tenant), finish));
    }

    /** Runs {@code work} with facades over connections of {@code flowlet_owner}, once everything is found sound. */
    private int asOwner(Configured configured, String may, ToIntFunction<ConfigurableApplicationContext> work) {
        SettingsReport settings = withOwner(configured.check(), may);
        if (Starting.isRefused(settings, terminal)) {
            return ExitCode.FAILED;
        }
        return told(() -> {
            // told plainly here; the facades would begin with a canary that does not open
            DataSource app =
                    new Connections(settings.bind("database", DatabaseSettings.class)).direct(DatabaseRole.APP);
            VaultSettings vault = settings.bind("vault", VaultSettings.class);
            RootKeyCheck.states(vault, app);
            new KeyChain(app, vault).open();
            try (ConfigurableApplicationContext facades = FlowletServer.facades(settings, DatabaseRole.OWNER)) {
                return work.applyAsInt(facades);
            }
        });
    }

    private int rotate(ConfigurableApplicationContext facades) {
        Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, ROTATION), facades);
        RootRotation.Rotated rotated =
                facades.getBean(RootRotation.class).run(new Audited(terminal, self, facades.getBean(AuditLog.class)));
        terminal.clearBar();
        rotated.damaged().forEach(key -> terminal.line(terminal.bad("WRONG ") + key + " does not open"));
        terminal.line("%d keys brought under root key %s.".formatted(rotated.rewrapped(), rotated.kid()));
        if (!rotated.damaged().isEmpty()) {
            terminal.note(
                    "Restore these rows from a backup and run this again; the former root key is needed until then.");
            return ExitCode.FAILED;
        }
        terminal.note(
                "No key of the database needs another one. Next: take flowlet.vault.root.former out of every server's"
                        + " settings; keep the former key as long as backups of the database from before this day.");
        return ExitCode.OK;
    }

    @Command(
            name = "split",
            description = {
                "Write the root key as three shares, any two of which give it back: one file a share, mode 0600.",
                "Give each to another person or place. One alone tells nothing. Nothing is left behind if one cannot be written."
            })
    int split(
            @Mixin Configured configured,
            @Mixin Unaudited unaudited,
            @Option(names = "--out", paramLabel = "DIR", required = true, description = "A folder that there is.")
                    Path folder) {
        Optional<VaultSettings> vault = vault(configured.checkOrDemo(), unaudited, "root_key.split");
        return vault.map(settings -> told(() -> {
                    List<Path> written = RootShares.split(settings, folder);
                    written.forEach(file -> terminal.line(file.toString()));
                    terminal.note(
                            "Each two of them were joined as a trial. Move them apart, then remove them from here."
                                    + " Later: ./flowlet doctor --root-backup SHARE SHARE");
                    return ExitCode.OK;
                }))
                .orElse(ExitCode.FAILED);
    }

    @Command(
            name = "join",
            description = {
                "Restore the master key file from two of the three shares; writes a new file, mode 0600, and prints the key's id.",
                "The act is in the audit log of the database that the settings name."
            })
    int join(
            @Mixin Configured configured,
            @Mixin Unaudited unaudited,
            @Parameters(paramLabel = "SHARE", arity = "1..3", description = "Two files that vault split wrote.")
                    List<Path> shares,
            @Option(names = "--out", paramLabel = "FILE", required = true, description = "The new master key file.")
                    Path file) {
        return told(() -> {
            if (!unaudited.acts(terminal).mayGoOn(configured.checkOrDemo(), "root_key.join")) {
                return ExitCode.FAILED;
            }
            terminal.line(RootShares.join(shares, file));
            return ExitCode.OK;
        });
    }

    @Command(
            name = "backup",
            description = {
                "Copy the root key, and the former one if there is one, into files of mode 0600, and the key store into DIR/epochs.",
                "Keep both apart from the database's backups and from each other, and destroy the copy of epochs from before: it opens what was"
                        + " erased since.",
                "A key that a token or a service keeps is not copied. Then try the copies out:",
                "./flowlet doctor --root-backup FILE --key-store DIR/epochs"
            })
    int backup(
            @Mixin Configured configured,
            @Mixin Unaudited unaudited,
            @Parameters(paramLabel = "DIR", description = "A folder that there is.") Path folder) {
        Optional<VaultSettings> vault = vault(configured.checkOrDemo(), unaudited, "root_key.back_up");
        return vault.map(settings -> told(() -> {
                    List<Path> roots = RootBackup.write(settings, folder);
                    roots.forEach(file -> terminal.line(file.toString()));
                    if (roots.isEmpty()) {
                        terminal.note(
                                "The root key cannot leave who keeps it: back up the token or the service by its own means.");
                    }
                    List<Path> epochs = KeyStoreFolder.copy(settings.keyStore(), folder.resolve("epochs"));
                    epochs.forEach(file -> terminal.line(file.toString()));
                    terminal.note(
                            epochs.isEmpty()
                                    ? "The key store is empty: the first start makes its keys. Run this again after it."
                                    : "Move epochs to another place than the root key, and destroy the copy from before:"
                                            + " it opens what was erased since.");
                    return roots.isEmpty() && epochs.isEmpty() ? ExitCode.FAILED : ExitCode.OK;
                }))
                .orElse(ExitCode.FAILED);
    }

    /** How an act with copies of the root key goes on where it cannot be written down. */
    static final class Unaudited {
        @Option(
                names = "--unaudited",
                description = "Go on although the audit log cannot be written: the database is lost.")
        private boolean unaudited;

        private RootKeyActs acts(Terminal terminal) {
            return new RootKeyActs(terminal, unaudited);
        }
    }

    /** Only the root key's settings have to be sound if it need not be audited: shares are wanted when all else is lost. */
    private Optional<VaultSettings> vault(SettingsReport settings, Unaudited unaudited, String action) {
        List<SettingFault> faults = settings.faults().stream()
                .filter(fault -> fault.key().startsWith("vault"))
                .toList();
        if (!faults.isEmpty()) {
            terminal.note(new SettingsReport(settings.where(), settings.values(), settings.encrypted(), faults)
                    .told()
                    .strip());
            return Optional.empty();
        }
        return unaudited.acts(terminal).mayGoOn(settings, action)
                ? Optional.of(settings.bind("vault", VaultSettings.class))
                : Optional.empty();
    }

    private static SettingsReport withOwner(SettingsReport settings, String may) {
        boolean missing = settings.isSound()
                && settings.bind("database", DatabaseSettings.class).ownerPassword() == null;
        return missing
                ? settings.with(List.of(SettingFault.missing(
                        "database.owner-password",
                        "only flowlet_owner may " + may + ": give it to this command alone")))
                : settings;
    }

    private int told(Act act) {
        try {
            return act.run();
        } catch (MasterKeyRefused e) {
            terminal.clearBar();
            terminal.note(e.fault() + ": " + e.fix());
        } catch (DamagedKey | KeyStoreRefused e) {
            terminal.clearBar();
            terminal.note(Objects.requireNonNull(e.getMessage()));
        } catch (DataRotation.Unfinished e) {
            terminal.clearBar();
            terminal.note("Not finished: " + e.getMessage() + ". Nothing was removed. Run this again, it goes on.");
        } catch (RootKeyUnavailable e) {
            terminal.clearBar();
            terminal.note(Objects.requireNonNull(e.getMessage()) + ". Run this again when it does.");
        } catch (PessimisticLockingFailureException e) {
            terminal.clearBar();
            terminal.note("A transaction has been making a key for 5 seconds. Run this again.");
        }
        return ExitCode.FAILED;
    }

    private interface Act {
        int run();
    }

    /** Shows how far it is, and writes what happened in the transaction in which it does. */
    private static final class Audited implements RootRotation.Progress {
        private final Terminal terminal;
        private final Caller self;
        private final AuditLog audit;

        Audited(Terminal terminal, Caller self, AuditLog audit) {
            this.terminal = terminal;
            this.self = self;
            this.audit = audit;
        }

        @Override
        public void turned(String former, String kid) {
            audit.record(AuditEvent.done(self, "root_key.activate", kid).with("former", former));
        }

        @Override
        public void rewrapped(long done, long all) {
            terminal.bar(done, all, "%d of %d keys re-wrapped".formatted(done, all));
        }

        @Override
        public void completed(RootRotation.Rotated rotated) {
            audit.record(AuditEvent.done(self, "root_key.rotate", rotated.kid())
                    .with("rewrapped", rotated.rewrapped())
                    .with("damaged", (long) rotated.damaged().size()));
        }
    }
}
