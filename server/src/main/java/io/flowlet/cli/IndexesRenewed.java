package io.flowlet.cli;

import io.flowlet.actor.Actor;
import io.flowlet.actor.TenantId;
import io.flowlet.audit.AuditEvent;
import io.flowlet.audit.AuditLog;
import io.flowlet.programs.Tenant;
import io.flowlet.programs.Tenants;
import io.flowlet.vault.IndexRenewal;
import io.flowlet.vault.IndexRenewal.Counts;
import io.flowlet.vault.IndexRenewal.Plan;
import io.flowlet.vault.IndexRenewal.Renewed;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code vault renew-indexes}, once the facades stand: which tenants, how far it is, what is written down, what it came to. */
final class IndexesRenewed {
    private static final String COMMAND = "vault renew-indexes";
    private static final String OBJECT = "blind_index_secret";

    private final Terminal terminal;
    private final ConfigurableApplicationContext facades;

    IndexesRenewed(Terminal terminal, ConfigurableApplicationContext facades) {
        this.terminal = terminal;
        this.facades = facades;
    }

    int run(Optional<String> name, boolean finish) {
        Optional<TenantId> tenant =
                name.flatMap(facades.getBean(Tenants.class)::find).map(Tenant::id);
        if (name.isPresent() && tenant.isEmpty()) {
            terminal.note("There is no such tenant. GET /v1/programs names them.");
            return ExitCode.FAILED;
        }
        Renewed renewed = facades.getBean(IndexRenewal.class).run(new Plan(tenant, finish), new Audited());
        terminal.clearBar();
        return told(renewed);
    }

    private int told(Renewed renewed) {
        terminal.line("%d tenants, %d values given a new index, %d rows of old ones removed."
                .formatted(
                        renewed.tenants(),
                        renewed.counts().indexed(),
                        renewed.counts().removed()));
        renewed.removableFrom()
                .ifPresent(from -> terminal.note(
                        "Old and new ones stand side by side; the old ones can be removed from %s on:  ./flowlet vault renew-indexes --finish"
                                .formatted(from.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))));
        if (renewed.lacking() == 0) {
            return ExitCode.OK;
        }
        terminal.note(
                "%d values do not open and have no new index: their tenants keep the old ones. Restore these rows from a backup and run this again."
                        .formatted(renewed.lacking()));
        return ExitCode.FAILED;
    }

    /** Shows how far it is, and writes what happened in the transaction in which it does. */
    private final class Audited implements IndexRenewal.Witness {
        private final AuditLog audit = facades.getBean(AuditLog.class);

        @Override
        public void begun(TenantId tenant, int version, boolean again) {
            audit.record(event(tenant, again ? "resume" : "renew", version));
        }

        @Override
        public void at(int number, int tenants, long indexed) {
            terminal.bar(number - 1, tenants, "tenant %d of %d: %d values indexed".formatted(number, tenants, indexed));
        }

        @Override
        public void ended(TenantId tenant, int version, Counts counts) {
            audit.record(event(tenant, "retire", version)
                    .with("indexed", counts.indexed())
                    .with("rows_removed", counts.removed()));
        }

        private AuditEvent event(TenantId tenant, String verb, int version) {
            return AuditEvent.done(
                            FlowletServer.callerAs(Actor.system(tenant, COMMAND), facades), OBJECT + "." + verb, OBJECT)
                    .with("version", (long) version);
        }
    }
}
