package io.flowlet.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowlet.audit.AuditGuard.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class AuditGuardModuleTests {
    private final AuditContext context = new AuditContext();
    private final AuditGuard guard = new AuditGuard(context.jdbc());

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void findsNothingWrongWithAFreshDatabase() {
        assertThat(guard.faults()).isEmpty();
    }

    @Test
    void findsEveryWayInWhichTheProtectionCanBeMissing() {
        String partition = context.superuser
                .queryForList(
                        "select inhrelid::regclass::text from pg_inherits where inhparent = 'audit.event'::regclass order by 1",
                        String.class)
                .getFirst();
        Map<String, String> damages = Map.ofEntries(
                Map.entry("alter table audit.event disable trigger append_only", "append_only of audit.event "),
                Map.entry("alter table " + partition + " disable trigger append_only", "append_only of " + partition),
                Map.entry("drop trigger no_truncate on " + partition, "no_truncate of " + partition),
                Map.entry("drop trigger append_only on audit.leaf", "append_only of audit.leaf"),
                Map.entry("alter table audit.tile enable replica trigger grows", "grows of audit.tile"),
                Map.entry(
                        "create or replace function audit.head_advances() returns trigger language plpgsql as 'begin return new; end'",
                        "advances of audit.head"),
                Map.entry("grant update on audit.event to flowlet_app", "flowlet_app may update on audit.event"),
                Map.entry("grant insert on audit.event to flowlet_app", "flowlet_app may insert (xact) on audit.event"),
                Map.entry("grant select on " + partition + " to flowlet_app", "flowlet_app may select on " + partition),
                Map.entry("grant insert (index) on audit.leaf to public", "flowlet_app may insert on audit.leaf"),
                Map.entry("grant delete on audit.checkpoint to flowlet_sequencer", "may delete on audit.checkpoint"),
                Map.entry(
                        "grant insert on audit.event to flowlet_sequencer",
                        "flowlet_sequencer may insert on audit.event"),
                Map.entry(
                        "grant truncate on audit.head to flowlet_reader", "flowlet_reader may truncate on audit.head"),
                Map.entry("alter table audit.leaf disable row level security", "row-level security of audit.leaf"),
                Map.entry(
                        "create policy wide on audit.event for select to public using (true)",
                        "row-level security of audit.event "),
                Map.entry(
                        "alter policy tenant on " + partition + " with check (true)",
                        "row-level security of " + partition),
                Map.entry("drop policy tenant on audit.event", "row-level security of audit.event "));
        damages.forEach((damage, fault) -> {
            assertThat(faultsIn(damage))
                    .as(damage)
                    .anySatisfy(found -> assertThat(found.what() + " ").contains(fault));
        });
        assertThat(guard.faults()).isEmpty();
    }

    /** What a look finds when {@code damage} was done, which is undone afterwards. */
    private List<Fault> faultsIn(String damage) {
        return Objects.requireNonNull(new TransactionTemplate(context.superuserTransactions()).execute(status -> {
            status.setRollbackOnly();
            context.superuser.execute(damage);
            return new AuditGuard(context.superuser).faults();
        }));
    }

    @Test
    void upkeepMakesTheMonthsAheadAndTellsWhatItFinds() {
        AuditUpkeep upkeep = context.bean(AuditUpkeep.class);
        assertThat(upkeep.run()).isEmpty();
        String next = context.superuser
                .queryForList(
                        "select 'audit.event_' || to_char(now() at time zone 'utc' + interval '1 month', 'YYYY_MM')",
                        String.class)
                .getFirst();
        context.superuser.execute("drop table " + next);
        assertThat(guard.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("no partition for"));
        context.superuser.execute("alter table audit.event disable trigger append_only");

        assertThat(upkeep.run())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.what()).contains("append_only"));
        assertThat(context.bean(MeterRegistry.class)
                        .get("flowlet.audit.guard.faults")
                        .gauge()
                        .value())
                .isGreaterThan(0);
        context.superuser.execute("alter table audit.event enable trigger append_only");
        assertThat(guard.faults()).isEmpty();
    }

    @Test
    void aNewPartitionIsAsProtectedAsTheOthers() {
        assertThat(context.number("select audit.make_partitions(14)")).isEqualTo(12);
        assertThat(context.number("select audit.make_partitions(14)")).isZero();
        assertThat(guard.faults()).isEmpty();
        context.record(1, 1);
    }
}
