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
import java.time.Duration;
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

    int run(Optional<String> name, Duration olderThan) {
        Optional<TenantId> tenant = name.flatMap(this::tenant);
        if (name.isPresent() && tenant.isEmpty()) {
            terminal.note("There is no such tenant. GET /v1/programs names them.");
            return ExitCode.FAILED;
        }
        Rotated rotated = facades.getBean(DataRotation.class).run(new Plan(tenant, olderThan), new Audited(olderThan));
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
        private final Duration olderThan;
        private final AuditLog audit;

        Audited(Duration olderThan) {
            this.olderThan = olderThan;
            this.audit = facades.getBean(AuditLog.class);
        }

        @Override
        public void begun(TenantId tenant, boolean again) {
            audit.record(
                    again ? event(tenant, "resume") : event(tenant, "begin").with("older_than", olderThan.toString()));
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
