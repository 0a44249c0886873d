package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.IndexRenewal;
import io.flowlet.vault.IndexRenewal.Counts;
import io.flowlet.vault.IndexRenewal.Plan;
import io.flowlet.vault.IndexRenewal.Renewed;
import io.flowlet.vault.IndexRenewal.Witness;
import io.flowlet.vault.IndexedRows;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The steps of a renewal, tenant by tenant: make the version, index what lacks one of it, and when every instance knows it, remove the older ones. */
@Component
public final class IndexKeyRenewal {
    private static final UUID FIRST = new UUID(0, 0);

    private final Transactions transactions;
    private final TenantSecrets secrets;
    private final RenewalRows renewals;
    private final ObjectProvider<IndexedRows> contributed;
    private final JdbcTemplate jdbc;
    private final Counter retired;

    IndexKeyRenewal(
            Transactions transactions,
            TenantSecrets secrets,
            RenewalRows renewals,
            ObjectProvider<IndexedRows> contributed,
            JdbcTemplate jdbc,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.secrets = secrets;
        this.renewals = renewals;
        this.contributed = contributed;
        this.jdbc = jdbc;
        this.retired = meters.counter("flowlet.vault.keys.retired", "kind", "secret");
    }

    /** As {@link IndexRenewal#run}. */
    public Renewed run(Plan plan, Witness witness) {
        return new Run(plan, witness).run();
    }

    private final class Run {
        private final Plan plan;
        private final Witness witness;
        private final List<Part> parts;
        private int tenants;
        private long indexed;
        private long removed;
        private long lacking;
        private Optional<Instant> removableFrom = Optional.empty();

        Run(Plan plan, Witness witness) {
            this.plan = plan;
            this.witness = witness;
            this.parts = contributed.stream().map(Part::new).toList();
        }

        Renewed run() {
            List<TenantId> all = plan.tenant().map(List::of).orElseGet(() -> transactions.control(renewals::tenants));
            for (int i = 0; i < all.size(); i++) {
                TenantId tenant = all.get(i);
                int number = i + 1;
                begin(tenant).ifPresent(begun -> {
                    tenants++;
                    parts.forEach(part -> index(tenant, begun.version(), part, number, all.size()));
                    end(tenant);
                });
            }
            return new Renewed(tenants, new Counts(indexed, removed), removableFrom, lacking);
        }

        /** Empty if there is nothing to do, or the tenant's keys are gone. */
        private Optional<RenewalRows.Begun> begin(TenantId tenant) {
            return transactions.in(tenant, () -> {
                if (!renewals.hold(tenant)) {
                    return Optional.empty();
                }
                Optional<RenewalRows.Begun> before = renewals.find(tenant);
                if (before.isPresent()) {
                    witness.begun(tenant, before.get().version(), true);
                    return before;
                }
                if (plan.finishOnly() || !renewals.hasSecret(tenant)) {
                    return Optional.empty();
                }
                int version = secrets.renew(tenant, TenantSecrets.Use.BLIND_INDEX);
                renewals.begin(tenant, version);
                witness.begun(tenant, version, false);
                return renewals.find(tenant);
            });
        }

        private void index(TenantId tenant, int version, Part part, int number, int all) {
            UUID after = FIRST;
            List<UUID> page;
            do {
                UUID from = after;
                page = transactions.in(tenant, () -> {
                    List<UUID> found = part.sql.lacking(jdbc, tenant, version, from);
                    if (!found.isEmpty()) {
                        part.rows.index(tenant, found);
                        int done = found.size() - part.sql.stillLacking(jdbc, tenant, version, found);
                        renewals.indexed(tenant, done);
                        indexed += done;
                    }
                    return found;
                });
                after = page.isEmpty() ? after : page.getLast();
                witness.at(number, all, indexed);
            } while (page.size() == IndexSql.CHUNK);
        }

        /** If its time has come and nothing needs the older versions. */
        private void end(TenantId tenant) {
            Optional<RenewalRows.Begun> begun = transactions.in(tenant, () -> renewals.find(tenant));
            if (begun.isEmpty()) {
                return; // the tenant has ended, or somebody else was faster
            }
            int version = begun.get().version();
            long left = parts.stream()
                    .mapToLong(part -> transactions.in(tenant, () -> part.sql.countLacking(jdbc, tenant, version)))
                    .sum();
            lacking += left;
            Instant from = begun.get().begunAt().plus(IndexRenewal.KNOWN);
            if (begun.get().now().isBefore(from)) {
                removableFrom =
                        removableFrom.filter(later -> later.isAfter(from)).or(() -> Optional.of(from));
            } else if (left == 0) {
                remove(tenant, version);
            }
        }

        private void remove(TenantId tenant, int version) {
            // the newest version goes on finding whatever these rows did
            long rows = parts.stream()
                    .mapToLong(part -> remove(tenant, version, part))
                    .sum();
            transactions.run(tenant, () -> {
                if (renewals.hold(tenant)) {
                    retired.increment(secrets.retireOlder(tenant, TenantSecrets.Use.BLIND_INDEX, version));
                    renewals.end(tenant).ifPresent(all -> witness.ended(tenant, version, new Counts(all, rows)));
                }
            });
            removed += rows;
        }

        private long remove(TenantId tenant, int version, Part part) {
            long rows = 0;
            int chunk;
            do {
                chunk = transactions.in(tenant, () -> part.sql.remove(jdbc, tenant, version));
                rows += chunk;
            } while (chunk == IndexSql.REMOVED_AT_ONCE);
            return rows;
        }
    }

    /** Rows of one table and the statements about them. */
    private record Part(IndexedRows rows, IndexSql sql) {
        Part(IndexedRows rows) {
            this(rows, new IndexSql(rows.table()));
        }
    }
}
