package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.database.Connections;
import io.flowlet.database.DatabaseGuard;
import io.flowlet.database.DatabaseRole;
import io.flowlet.database.DatabaseSettings;
import io.flowlet.identity.Invitation;
import io.flowlet.identity.Invitations;
import io.flowlet.settings.SettingsReport;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "admin", description = "Let the first operator in.")
final class AdminCommand {
    private final Terminal terminal;

    AdminCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "invite",
            description = {
                "Print a link that makes whoever opens it first an operator of this installation. It works once, for 15 minutes.",
                "Needs what serve needs, and a migrated database; the act is in the audit log."
            })
    int invite(@Mixin Configured configured) {
        SettingsReport settings = configured.check();
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
        try (ConfigurableApplicationContext facades = FlowletServer.facades(settings)) {
            Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "admin invite"), facades);
            Invitation invitation = facades.getBean(Invitations.class).create(self);
            terminal.line(invitation.link().toString());
            terminal.note(
                    "Opens the installation to whoever uses it first; valid until " + invitation.expiresAt() + ".");
            return ExitCode.OK;
        }
    }
}
