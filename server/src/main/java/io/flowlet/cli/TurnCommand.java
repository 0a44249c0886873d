package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.Caller;
import io.flowlet.actor.TenantId;
import io.flowlet.ids.PublicId;
import io.flowlet.programs.KeyTurns;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.EpochTurns;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "turn",
        description = {
            "Turn the epoch now: all keys are brought below a new one. A quarter of an hour later a server destroys the old one's key, and"
                    + " what was erased before is final for every backup of the database.",
            "Runs beside serving instances, which notice nothing; killed anywhere, the next turn goes on. Needs what serve needs; the act is in"
                    + " the audit log."
        })
final class TurnCommand implements Callable<Integer> {
    @Mixin
    private final Configured configured = new Configured();

    @Option(
            names = "--renew-all",
            description = "Give every tenant a new key, not only those with an erasure since the last turn.")
    private boolean renewAll;

    @Option(
            names = "--now",
            description = {
                "Destroy the old epoch's key without waiting.",
                "A replica that takes over without the last commits of this command then opens nothing of any tenant, for ever: only with"
                        + " synchronous replication, or without a replica."
            })
    private boolean atOnce;

    @Option(
            names = "--tenant",
            paramLabel = "ten_…",
            description = "Give this tenant alone a new key, in the epoch that is open. Makes nothing final.")
    private @Nullable String tenant;

    private final Terminal terminal;

    TurnCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if ((renewAll || atOnce) && tenant != null) {
            terminal.note("Give --tenant alone, or --renew-all and --now.");
            return ExitCode.USAGE;
        }
        return Starting.withFacades(
                configured.checkOrDemo(), terminal, facades -> tenant == null ? all(facades) : one(tenant, facades));
    }

    private int all(ConfigurableApplicationContext facades) {
        Caller self = FlowletServer.callerAs(Actor.system(TenantId.PLATFORM, "vault turn"), facades);
        long[] wrapped = {0};
        EpochTurns.Demand demand = new EpochTurns.Demand(renewAll, atOnce);
        EpochTurns.Outcome outcome = facades.getBean(KeyTurns.class).turn(self, demand, (tenant, tenants, keys) -> {
            wrapped[0] = keys;
            terminal.bar(tenant - 1, tenants, "tenant %d of %d: %d keys wrapped anew".formatted(tenant, tenants, keys));
        });
        terminal.clearBar();
        return switch (outcome) {
            case TURNED -> {
                terminal.line("The epoch is turned, %d keys are wrapped anew. The old epoch's key is destroyed."
                        .formatted(wrapped[0]));
                yield ExitCode.OK;
            }
            case EMPTIED -> {
                terminal.line("The epoch is turned, %d keys are wrapped anew.".formatted(wrapped[0]));
                terminal.note(
                        "The old epoch's key opens nothing of the database any more. A server that runs destroys it in 15 minutes;"
                                + " until then nothing is final.");
                yield ExitCode.OK;
            }
            case BUSY -> {
                terminal.note("Another instance is turning the epoch; try again in a minute.");
                yield ExitCode.FAILED;
            }
            case UNFINISHED -> {
                terminal.note(
                        "Some tenant's keys could not be brought along, or a key file is refused, see the log; the old epoch's key is kept."
                                + " The next turn goes on.");
                yield ExitCode.FAILED;
            }
            case NOT_DUE -> throw new IllegalStateException("a turn that was demanded is always due");
        };
    }

    private int one(String name, ConfigurableApplicationContext facades) {
        Optional<Tenant> tenant = PublicId.parse("ten", name)
                .flatMap(id -> facades.getBean(Tenants.class).all().stream()
                        .filter(known -> known.publicUuid().equals(id))
                        .findFirst());
        if (tenant.isEmpty()) {
            terminal.note("There is no such tenant. GET /v1/programs names them.");
            return ExitCode.FAILED;
        }
        Caller self = FlowletServer.callerAs(Actor.system(tenant.get().id(), "vault turn"), facades);
        long keys;
        try {
            keys = facades.getBean(KeyTurns.class).renew(self);
        } catch (DamagedKey e) {
            terminal.note(Objects.requireNonNull(e.getMessage()));
            return ExitCode.FAILED;
        }
        terminal.line("The tenant has a new key, %d keys are wrapped anew. The old one is removed.".formatted(keys));
        return ExitCode.OK;
    }
}
