package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.DataRotation.Counts;
import io.flowlet.vault.DataRotation.Plan;
import io.flowlet.vault.DataRotation.Rotated;
import io.flowlet.vault.DataRotation.Unfinished;
import io.flowlet.vault.DataRotation.Witness;
import io.flowlet.vault.SealedColumn;
import io.flowlet.vault.SealedColumns;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The steps of a rotation: make new versions, rewrite, wait until nobody can seal with an older one, rewrite what came meanwhile, wait until
 * nobody holds an older ciphertext in hand, remove. Each step finds out by itself what is left to do; which versions are meant stands in
 * {@link RotationRows}, so that a run which was killed is gone on with by doing all of them again.
 */
@Component
public final class DataKeyRotation {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Transactions transactions;
    private final RotationRows rotations;
    private final KeyVersions keys;
    private final ObjectProvider<SealedColumns> contributed;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Duration cachedFor;
    private final Counter rewritten;
    private final Counter damaged;

    DataKeyRotation(
            Transactions transactions,
            RotationRows rotations,
            KeyVersions keys,
            ObjectProvider<SealedColumns> contributed,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.rotations = rotations;
        this.keys = keys;
        this.contributed = contributed;
        this.jdbc = jdbc;
        this.clock = clock;
        this.cachedFor = settings.cachedFor();
        this.rewritten = meters.counter("flowlet.vault.fields.rewritten");
        this.damaged = meters.counter("flowlet.vault.fields.left", "reason", "damaged");
    }

    /** @param inFlight how long what was sealed before its transaction may wait for it */
    public record Steps(Witness witness, Duration inFlight) {}

    /** As {@link io.flowlet.vault.DataRotation#run}. */
    public Rotated run(Plan plan, Steps steps) {
        return new Run(steps).run(plan);
    }

    /** One tenant whose keys are being rotated. */
    private static final class Tenant {
        private final TenantId id;
        private final RotationRows.Begun begun;
        private Reseal.Left left = new Reseal.Left();
        private long kept;
        /** The key above its data keys, if that does not open: nothing of the tenant is rewritten or removed. */
        private Optional<String> damaged = Optional.empty();

        private Tenant(TenantId id, RotationRows.Begun begun) {
            this.id = id;
            this.begun = begun;
        }
    }

    private final class Run {
        private final Witness witness;
        private final Duration inFlight;
        private final List<SealedColumn> committed;
        private final List<Reseal> reseals;
        private final List<Counts> ended = new ArrayList<>();
        private long looked;
        private long written;

        Run(Steps steps) {
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

        Rotated run(Plan plan) {
            List<TenantId> all = plan.tenant().map(List::of).orElseGet(() -> transactions.control(rotations::tenants));
            List<Tenant> tenants = new ArrayList<>();
            all.forEach(tenant -> begin(tenant, plan.olderThan()).ifPresent(tenants::add));
            if (tenants.isEmpty()) {
                return new Rotated(0, new Counts(0, 0, 0, 0, 0), 0, List.of(), 0);
            }
            tenants.forEach(tenant -> unlessDamaged(tenant, () -> make(tenant)));
            OpenTransactions beforeTheVersions = OpenTransactions.now(jdbc);
            rewrite(tenants);
            untilNobodySealsWithAnOlderVersion(beforeTheVersions);
            rewriteUntilNothingIsLeft(tenants);
            CommittedValues values = transactions.control(() -> CommittedValues.read(jdbc, committed));
            // who read a row before it was rewritten still needs the key
            ended(OpenTransactions.now(jdbc));
            tenants.stream().filter(tenant -> tenant.damaged.isEmpty()).forEach(tenant -> remove(tenant, values));
            return rotated(tenants, values.count());
        }

        /** Empty if there is nothing to do. */
        private Optional<Tenant> begin(TenantId tenant, Duration olderThan) {
            // as the database keeps it, which compares it with what it keeps of versions
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            RotationRows.Begun wanted = new RotationRows.Begun(now, now.minus(olderThan));
            return transactions.in(tenant, () -> {
                Optional<RotationRows.Begun> before = rotations.find(tenant);
                if (before.isEmpty() && !keys.isDue(tenant, wanted.madeBefore())) {
                    return Optional.empty();
                }
                boolean mine = before.isEmpty() && rotations.begin(tenant, wanted);
                witness.begun(tenant, !mine);
                return Optional.of(new Tenant(
                        tenant, mine ? wanted : rotations.find(tenant).orElseThrow()));
            });
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
                    if (done.written() > 0) {
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
         * What was cached before the new versions were there is forgotten after {@code cached-for}; what was read by then came from a transaction
         * that was open then, and what was sealed is in one, or waits for one no longer than {@code inFlight}.
         */
        private void untilNobodySealsWithAnOlderVersion(OpenTransactions beforeTheVersions) {
            ended(beforeTheVersions);
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
                ended.add(counts);
                witness.ended(tenant.id, counts);
            });
        }

        private Rotated rotated(List<Tenant> tenants, long committedValues) {
            Counts total = ended.stream()
                    .reduce(
                            new Counts(0, 0, 0, 0, 0),
                            (one, other) -> new Counts(
                                    one.made() + other.made(),
                                    one.rewritten() + other.rewritten(),
                                    one.removed() + other.removed(),
                                    one.kept() + other.kept(),
                                    one.damaged() + other.damaged()));
            return new Rotated(
                    tenants.size(),
                    total,
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
