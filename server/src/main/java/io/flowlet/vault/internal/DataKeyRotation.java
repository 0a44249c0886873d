package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.DataRotation;
import io.flowlet.vault.DataRotation.Counts;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Unfinished;
import io.flowlet.vault.DataRotation.Way;
import io.flowlet.vault.DataRotation.Witness;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The steps of a rotation: make new versions, rewrite until nothing is left, note when that was; in a later run, long after that, rewrite what came
 * meanwhile, and if nothing did, wait until nobody holds an older ciphertext in hand and remove. Each step finds out by itself what is left to
 * do; which versions are meant stands in {@link RotationRows}, so that a run which was killed is gone on with by doing all of them again. A
 * tenant whose keys are destroyed meanwhile has nothing left to do.
 */
@Component
public final class DataKeyRotation {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    private final Transactions transactions;
    private final RotationRows rotations;
    private final KeyVersions keys;
    private final ObjectProvider<SealedColumns> contributed;
    private final JdbcTemplate jdbc;
    private final Duration cachedFor;
    private final Counter rewritten;
    private final Counter damaged;

    DataKeyRotation(
            Transactions transactions,
            RotationRows rotations,
            KeyVersions keys,
            ObjectProvider<SealedColumns> contributed,
            JdbcTemplate jdbc,
            VaultSettings settings,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.rotations = rotations;
        this.keys = keys;
        this.contributed = contributed;
        this.jdbc = jdbc;
        this.cachedFor = settings.cachedFor();
        this.rewritten = meters.counter("flowlet.vault.fields.rewritten");
        this.damaged = meters.counter("flowlet.vault.fields.left", "reason", "damaged");
    }

    /** @param inFlight how long what was sealed before its transaction may wait for it */
    public record Steps(Witness witness, Duration inFlight) {}

    /** As {@link io.flowlet.vault.DataRotation#run}. */
    public Rotated run(Plan plan, Steps steps) {
        return new Run(plan, steps).run();
    }

    /** One tenant whose keys are being rotated. */
    private static final class Tenant {
        private final TenantId id;
        private final RotationRows.Begun begun;
        private Reseal.Left left = new Reseal.Left();
        private long kept;
        private Counts counts = NONE;
        private Optional<Instant> removableFrom = Optional.empty();
        private boolean ended;
        /** The key above its data keys, if that does not open: nothing of the tenant is rewritten or removed. */
        private Optional<String> damaged = Optional.empty();

        private Tenant(TenantId id, RotationRows.Begun begun) {
            this.id = id;
            this.begun = begun;
        }
    }

    private final class Run {
        private final Plan plan;
        private final Witness witness;
        private final Duration inFlight;
        private final List<SealedColumn> committed;
        private final List<Reseal> reseals;
        private long looked;
        private long written;
        private long committedValues;

        Run(Plan plan, Steps steps) {
            this.plan = plan;
            this.witness = steps.witness();
            this.inFlight = steps.inFlight();
            List<SealedColumn> columns =
                    contributed.stream().flatMap(part -> part.sealed().stream()).toList();
            this.committed = columns.stream().filter(SealedColumn::isCommitted).toList();
            this.reseals = columns.stream()
                    .filter(column -> !column.isCommitted())
                    .map(column -> new Reseal(column, keys, jdbc))
                    .toList();
        }

        Rotated run() {
            List<TenantId> all = plan.tenant().map(List::of).orElseGet(() -> transactions.control(rotations::tenants));
            List<Tenant> tenants = new ArrayList<>();
            all.forEach(tenant -> goOnOrBegin(tenant).ifPresent(tenants::add));
            goOn(tenants);
            if (plan.way() == Way.BEGIN) {
                // what an earlier run had rewritten is done with, so this one may begin what it was called for
                List<Tenant> anew = new ArrayList<>();
                tenants.stream()
                        .filter(tenant -> tenant.begun.rewritten() && tenant.ended)
                        .forEach(tenant -> goOnOrBegin(tenant.id).ifPresent(anew::add));
                goOn(anew);
                tenants.addAll(anew);
            }
            return rotated(tenants);
        }

        private void goOn(List<Tenant> tenants) {
            if (tenants.isEmpty()) {
                return;
            }
            tenants.forEach(tenant -> unlessDamaged(tenant, () -> make(tenant)));
            OpenTransactions beforeTheVersions = OpenTransactions.now(jdbc);
            rewrite(tenants);
            ended(beforeTheVersions);
            if (plan.way() == Way.AT_ONCE) {
                untilNobodySealsWithAnOlderVersion();
            }
            rewriteUntilNothingIsLeft(tenants);
            List<Tenant> settled = tenants.stream()
                    .filter(tenant -> tenant.damaged.isEmpty() && settle(tenant))
                    .toList();
            if (!settled.isEmpty()) {
                CommittedValues values = transactions.control(() -> CommittedValues.read(jdbc, committed));
                committedValues = values.count();
                // who read a row before it was rewritten still needs the key
                ended(OpenTransactions.now(jdbc));
                settled.forEach(tenant -> remove(tenant, values));
            }
        }

        /** Empty if there is nothing to do, or the tenant's keys are gone. */
        private Optional<Tenant> goOnOrBegin(TenantId tenant) {
            return transactions.in(tenant, () -> {
                if (!keys.hold(tenant)) {
                    return Optional.empty();
                }
                Optional<RotationRows.Begun> before = rotations.find(tenant);
                if (before.isPresent()) {
                    witness.begun(tenant, true);
                    return before.map(begun -> new Tenant(tenant, begun));
                }
                RotationRows.Begun wanted = rotations.beginning(plan.olderThan());
                if (plan.way() == Way.FINISH || !keys.isDue(tenant, wanted.madeBefore())) {
                    return Optional.empty();
                }
                boolean mine = rotations.begin(tenant, wanted);
                witness.begun(tenant, !mine);
                return Optional.of(new Tenant(
                        tenant, mine ? wanted : rotations.find(tenant).orElseThrow()));
            });
        }

        /** Notes that nothing of the tenant is left to rewrite; whether its older versions may be removed now. */
        private boolean settle(Tenant tenant) {
            Optional<RotationRows.Settled> found = transactions.in(tenant.id, () -> rotations.settle(tenant.id));
            found.ifPresent(settled -> {
                tenant.counts =
                        new Counts(settled.made(), settled.rewritten(), settled.removed(), 0, tenant.left.damaged);
                Instant from = settled.since().plus(DataRotation.SETTLED);
                if (plan.way() != Way.AT_ONCE && settled.now().isBefore(from)) {
                    tenant.removableFrom = Optional.of(from);
                }
            });
            return found.isPresent() && tenant.removableFrom.isEmpty();
        }

        /** One tenant whose key does not open must not keep the others from being rotated. */
        private void unlessDamaged(Tenant tenant, Runnable step) {
            if (tenant.damaged.isEmpty()) {
                try {
                    step.run();
                } catch (DamagedKey e) {
                    tenant.damaged = Optional.of(e.key());
                }
            }
        }

        private void make(Tenant tenant) {
            Optional<KeyVersions.Name> after = Optional.of(KeyVersions.Name.BEFORE_ALL);
            while (after.isPresent()) {
                KeyVersions.Name last = after.get();
                after = transactions.in(tenant.id, () -> {
                    KeyVersions.Chunk chunk =
                            keys.make(tenant.id, last, tenant.begun.madeBefore(), tenant.begun.begunAt());
                    rotations.made(tenant.id, chunk.written());
                    return chunk.last();
                });
            }
        }

        /** Whether there was nothing left to rewrite. */
        private boolean rewrite(List<Tenant> tenants) {
            long stale = 0;
            for (int i = 0; i < tenants.size(); i++) {
                Tenant tenant = tenants.get(i);
                int number = i + 1;
                AtomicLong ofTenant = new AtomicLong();
                tenant.left = new Reseal.Left();
                unlessDamaged(
                        tenant,
                        () -> reseals.forEach(
                                reseal -> ofTenant.addAndGet(rewrite(tenant, reseal, number, tenants.size()))));
                stale += ofTenant.get();
            }
            return stale == 0;
        }

        /** How many there were to rewrite, whether or not somebody held on to them. */
        private long rewrite(Tenant tenant, Reseal reseal, int number, int tenants) {
            long stale = 0;
            Optional<List<Object>> next = Optional.empty();
            do {
                Optional<List<Object>> after = next;
                Reseal.Chunk chunk = transactions.in(tenant.id, () -> {
                    Reseal.Chunk done = reseal.chunk(tenant.id, after, tenant.begun.begunAt(), tenant.left);
                    if (done.stale() > 0) {
                        rotations.rewritten(tenant.id, done.written());
                    }
                    return done;
                });
                stale += chunk.stale();
                looked += chunk.looked();
                written += chunk.written();
                rewritten.increment(chunk.written());
                witness.at(number, tenants, looked, written);
                next = chunk.last();
            } while (next.isPresent());
            return stale;
        }

        /** Until a whole pass finds nothing that could be rewritten: this is the look that no removal goes without. */
        private void rewriteUntilNothingIsLeft(List<Tenant> tenants) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!rewrite(tenants)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new Unfinished(
                            "rows with older ciphertexts were locked by others, or came anew, for %d minutes"
                                    .formatted(PATIENCE.toMinutes()));
                }
                pause();
            }
        }

        /**
         * What was cached before the new versions were there is forgotten after {@code cached-for}, if every instance has this setting; what was
         * read by then came from a transaction that was open then, and what was sealed is in one, or waits for one no longer than {@code inFlight}.
         */
        private void untilNobodySealsWithAnOlderVersion() {
            long until = System.nanoTime() + cachedFor.plus(inFlight).toNanos();
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                witness.waiting(Duration.ofNanos(left));
                pause();
            }
            ended(OpenTransactions.now(jdbc));
        }

        private void ended(OpenTransactions open) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!open.haveEnded()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new Unfinished("a transaction has been open for %d minutes".formatted(PATIENCE.toMinutes()));
                }
                witness.waiting(Duration.ZERO);
                pause();
            }
        }

        private void remove(Tenant tenant, CommittedValues values) {
            Optional<KeyVersions.Name> after = Optional.of(KeyVersions.Name.BEFORE_ALL);
            while (after.isPresent()) {
                KeyVersions.Name last = after.get();
                after = transactions.in(tenant.id, () -> {
                    KeyVersions.Chunk chunk = keys.remove(
                            tenant.id,
                            last,
                            tenant.begun.begunAt(),
                            name -> tenant.left.needed.contains(name) || values.name(tenant.id, name.version()));
                    if (chunk.written() > 0) {
                        rotations.removed(tenant.id, chunk.written());
                        witness.removed(tenant.id, chunk.written());
                    }
                    tenant.kept += chunk.kept();
                    if (chunk.last().isEmpty()) {
                        end(tenant);
                    }
                    return chunk.last();
                });
            }
        }

        private void end(Tenant tenant) {
            damaged.increment((double) tenant.left.damaged);
            rotations.end(tenant.id, tenant.kept, tenant.left.damaged).ifPresent(counts -> {
                tenant.counts = counts;
                tenant.ended = true;
                witness.ended(tenant.id, counts);
            });
        }

        private Rotated rotated(List<Tenant> tenants) {
            Counts total = tenants.stream()
                    .map(tenant -> tenant.counts)
                    .reduce(
                            NONE,
                            (one, other) -> new Counts(
                                    one.made() + other.made(),
                                    one.rewritten() + other.rewritten(),
                                    one.removed() + other.removed(),
                                    one.kept() + other.kept(),
                                    one.damaged() + other.damaged()));
            return new Rotated(
                    Math.toIntExact(
                            tenants.stream().map(tenant -> tenant.id).distinct().count()),
                    total,
                    tenants.stream()
                            .flatMap(tenant -> tenant.removableFrom.stream())
                            .max(Comparator.naturalOrder()),
                    tenants.stream().mapToLong(tenant -> tenant.left.erased).sum(),
                    tenants.stream()
                            .flatMap(tenant -> Stream.concat(tenant.damaged.stream(), tenant.left.names.stream()))
                            .limit(Reseal.Left.NAMED)
                            .toList(),
                    committedValues);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unfinished("it was interrupted");
        }
    }
}
