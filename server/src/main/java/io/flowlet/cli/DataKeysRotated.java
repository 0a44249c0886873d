package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.ids.PublicId;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import io.flowlet.vault.DataRotation;
import io.flowlet.vault.DataRotation.Counts;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Way;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code vault rotate-data}, once the facades stand: which tenants, how far it is, what is written down, what it came to. */
final class DataKeysRotated {
    private static final String COMMAND = "vault rotate-data";
    private static final String OBJECT = "data_key_rotation";

    private final Terminal terminal;
    private final ConfigurableApplicationContext facades;

    DataKeysRotated(Terminal terminal, ConfigurableApplicationContext facades) {
        this.terminal = terminal;
        this.facades = facades;
    }

    int run(RotationOptions options) {
        Optional<TenantId> tenant = options.tenant().flatMap(this::tenant);
        if (options.tenant().isPresent() && tenant.isEmpty()) {
            terminal.note("There is no such tenant. GET /v1/programs names them.");
            return ExitCode.FAILED;
        }
        if (options.way() == Way.AT_ONCE) {
            terminal.note(
                    "Older versions are removed in this run. A server with a longer vault.cached-for than this one's settings say, or"
                            + " one that was paused, loses what it writes with a version it still holds.");
        }
        Plan plan = new Plan(tenant, options.olderThan(), options.way());
        Rotated rotated = facades.getBean(DataRotation.class).run(plan, new Audited(plan));
        terminal.clearBar();
        return told(rotated);
    }

    private Optional<TenantId> tenant(String name) {
        return PublicId.parse("ten", name)
                .flatMap(id -> facades.getBean(Tenants.class).all().stream()
                        .filter(known -> known.publicUuid().equals(id))
                        .findFirst())
                .map(Tenant::id);
    }

    private int told(Rotated rotated) {
        Counts total = rotated.total();
        rotated.damaged().forEach(name -> terminal.line(terminal.bad("WRONG ") + name + " does not open"));
        terminal.line("%d new versions of data keys in %d tenants, %d fields rewritten, %d old versions removed."
                .formatted(total.made(), rotated.tenants(), total.rewritten(), total.removed()));
        if (rotated.erased() > 0) {
            terminal.line(
                    "%d fields of erased subjects are as they were: nothing opens them.".formatted(rotated.erased()));
        }
        if (rotated.committed() > 0) {
            terminal.line("%d values of the audit log must not change; the key versions they name stay."
                    .formatted(rotated.committed()));
        }
        rotated.removableFrom()
                .ifPresent(from -> terminal.note(
                        "The older versions that are left can be removed from %s on:  ./flowlet vault rotate-data --finish"
                                .formatted(from.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))));
        if (rotated.damaged().isEmpty()) {
            return ExitCode.OK;
        }
        terminal.note(
                "%d fields do not open and keep %d old versions. Restore these rows from a backup and run this again."
                        .formatted(total.damaged(), total.kept()));
        return ExitCode.FAILED;
    }

    /** Shows how far it is, and writes what happened in the transaction in which it does. */
    private final class Audited implements DataRotation.Witness {
        private final Plan plan;
        private final AuditLog audit;

        Audited(Plan plan) {
            this.plan = plan;
            this.audit = facades.getBean(AuditLog.class);
        }

        @Override
        public void begun(TenantId tenant, boolean again) {
            AuditEvent event =
                    event(tenant, again ? "resume" : "begin").with("removes_at_once", plan.way() == Way.AT_ONCE);
            audit.record(
                    again ? event : event.with("older_than", plan.olderThan().toString()));
        }

        @Override
        public void at(int number, int tenants, long looked, long rewritten) {
            terminal.bar(
                    number - 1,
                    tenants,
                    "tenant %d of %d: %d of %d fields rewritten".formatted(number, tenants, rewritten, looked));
        }

        @Override
        public void waiting(Duration left) {
            terminal.bar(
                    0,
                    1,
                    left.isZero()
                            ? "waiting for transactions that are open"
                            : "no server seals with an old version in %d s".formatted(left.toSeconds() + 1));
        }

        @Override
        public void removed(TenantId tenant, int versions) {
            audit.record(event(tenant, "remove").with("versions", (long) versions));
        }

        @Override
        public void ended(TenantId tenant, Counts counts) {
            audit.record(event(tenant, "end")
                    .with("made", counts.made())
                    .with("rewritten", counts.rewritten())
                    .with("removed", counts.removed())
                    .with("kept", counts.kept())
                    .with("damaged", counts.damaged()));
        }

        private AuditEvent event(TenantId tenant, String verb) {
            return AuditEvent.done(
                    FlowletServer.callerAs(Actor.system(tenant, COMMAND), facades), OBJECT + "." + verb, OBJECT);
        }
    }
}
