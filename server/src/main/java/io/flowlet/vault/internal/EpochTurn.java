package io.flowlet.vault.internal;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.DamagedKey;
import io.flowlet.vault.EpochTurns.Demand;
import io.flowlet.vault.EpochTurns.Outcome;
import io.flowlet.vault.EpochTurns.Progress;
import io.flowlet.vault.EpochTurns.Reason;
import io.flowlet.vault.EpochTurns.Witness;
import io.flowlet.vault.KeyStoreRefused;
import io.flowlet.vault.VaultSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The steps of a turn: open the next epoch, bring each tenant along, destroy the older epochs' keys. Each step finds out by itself what is
 * left to do, so a turn that was killed is gone on with by doing all of them again. Thread-safe.
 */
@Component
public final class EpochTurn {
    /** As long as a key that wraps others may be in use without a reason to replace it. */
    static final Duration OLDEST = Duration.ofDays(90);

    /**
     * An old epoch's key is destroyed so long after nothing was below it any more: commits that a replica has not got by then are lost to it
     * for ever, and with the key they would be lost to everybody.
     */
    static final Duration SETTLING = Duration.ofMinutes(15);
    /** As long as somebody may take to restore the row of a tenant's key that does not open. */
    static final Duration MENDED_WITHIN = Duration.ofHours(24);

    private static final int ROUNDS = 6;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(EpochTurn.class);

    private final Transactions transactions;
    private final Epochs epochs;
    private final TenantKeys tenantKeys;
    private final Rewrap rewrap;
    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Duration epoch;
    private final Counter turned;
    private final Counter unfinished;
    private final Counter rewrapped;
    private final AtomicLong openedAtSecond;

    EpochTurn(
            Transactions transactions,
            Epochs epochs,
            TenantKeys tenantKeys,
            Rewrap rewrap,
            JdbcTemplate jdbc,
            Clock clock,
            VaultSettings settings,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.epochs = epochs;
        this.tenantKeys = tenantKeys;
        this.rewrap = rewrap;
        this.jdbc = jdbc;
        this.clock = clock;
        this.epoch = settings.epoch();
        this.turned = meters.counter("flowlet.vault.turns", "outcome", "turned");
        this.unfinished = meters.counter("flowlet.vault.turns", "outcome", "unfinished");
        this.rewrapped = meters.counter("flowlet.vault.keys.rewrapped");
        this.openedAtSecond =
                new AtomicLong(transactions.control(epochs::open).openedAt().getEpochSecond());
        Gauge.builder("flowlet.vault.epoch.age", openedAtSecond, opened ->
                        (double) (clock.instant().getEpochSecond() - opened.get()))
                .baseUnit("seconds")
                .register(meters);
    }

    /** As {@link io.flowlet.vault.EpochTurns#turnIfDue}. */
    public Outcome ifDue(Witness witness, Progress progress) {
        boolean anything = transactions.control(() -> {
            epochs.forgetThoseOver();
            Epoch open = epochs.open();
            openedAtSecond.set(open.openedAt().getEpochSecond());
            return isUnfinished(open) || reason(open).isPresent();
        });
        return anything ? leased(lease -> new Run(lease, witness, progress).ifDue()) : Outcome.NOT_DUE;
    }

    /** As {@link io.flowlet.vault.EpochTurns#turn}. */
    public Outcome now(Demand demand, Witness witness, Progress progress) {
        return leased(lease -> new Run(lease, witness, progress).now(demand));
    }

    /** As {@link io.flowlet.vault.EpochTurns#renew}. */
    public long renew(TenantId tenant, IntConsumer made) {
        transactions.run(tenant, () -> tenantKeys.renew(tenant).ifPresent(made));
        AtomicLong keys = new AtomicLong();
        rewrap.run(tenant, Map.of(), keys::addAndGet);
        rewrapped.increment((double) keys.get());
        return keys.get();
    }

    private interface Leased {
        Outcome run(TurnLease lease);
    }

    private Outcome leased(Leased work) {
        TurnLease lease = new TurnLease(transactions, jdbc, clock);
        if (!lease.take()) {
            return Outcome.BUSY;
        }
        try {
            return work.run(lease);
        } finally {
            lease.giveBack();
        }
    }

    private boolean isUnfinished(Epoch open) {
        return !epochs.olderThan(open).isEmpty() || !epochs.tenantsBehind(open).isEmpty();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Reason> reason(Epoch open) {
        Instant now = clock.instant();
        if (!open.openedAt().plus(OLDEST).isAfter(now)) {
            return Optional.of(Reason.AGE);
        }
        boolean over = !open.openedAt().plus(epoch).isAfter(now);
        return over && epochs.firstDestruction().isPresent() ? Optional.of(Reason.DESTRUCTION) : Optional.empty();
    }

    /** One turn under its lease. */
    private final class Run {
        private final TurnLease lease;
        private final Witness witness;
        private final Progress progress;
        private long keys;
        private boolean failed;
        private boolean atOnce;

        Run(TurnLease lease, Witness witness, Progress progress) {
            this.lease = lease;
            this.witness = witness;
            this.progress = progress;
        }

        Outcome ifDue() {
            Epoch open = transactions.control(epochs::open);
            if (transactions.control(() -> isUnfinished(open))) {
                return finish(open);
            }
            return transactions
                    .control(() -> reason(open))
                    .map(reason -> finish(next(open, reason, reason == Reason.AGE)))
                    .orElse(Outcome.NOT_DUE);
        }

        /** What was begun is brought along first: keys are never below more than two epochs. */
        Outcome now(Demand demand) {
            atOnce = demand.atOnce();
            Epoch open = transactions.control(epochs::open);
            if (transactions.control(() -> isUnfinished(open))) {
                Outcome before = finish(open);
                if (before != Outcome.TURNED && before != Outcome.EMPTIED) {
                    return before;
                }
            }
            return finish(next(open, Reason.DEMAND, demand.renewAll()));
        }

        private Epoch next(Epoch open, Reason reason, boolean renewAll) {
            return transactions.in(TenantId.PLATFORM, () -> {
                Epoch next = epochs.openAfter(open, renewAll);
                witness.opened(next.number(), reason, next.renewsAll());
                return next;
            });
        }

        private Outcome finish(Epoch open) {
            openedAtSecond.set(open.openedAt().getEpochSecond());
            for (int round = 1; round <= ROUNDS; round++) {
                if (!bringAll(open)) {
                    return Outcome.BUSY;
                }
                boolean alone = isAlone(open);
                Outcome ended = alone ? endAllBefore(open) : Outcome.UNFINISHED;
                if (failed) {
                    break;
                }
                if (alone) {
                    turned.increment(ended == Outcome.TURNED ? 1 : 0);
                    return ended;
                }
                // a transaction that began before the epoch may still commit a key below the one before
                pause(PAUSE.multipliedBy(round));
            }
            unfinished.increment();
            return Outcome.UNFINISHED;
        }

        /** False if the lease was lost. */
        private boolean bringAll(Epoch open) {
            List<Integer> behind = transactions.control(() -> {
                epochs.unmarkRefilled();
                return epochs.tenantsBehind(open);
            });
            for (int at = 0; at < behind.size(); at++) {
                int number = at + 1;
                if (!lease.keep()) {
                    return false;
                }
                progress.at(number, behind.size(), keys);
                bring(new TenantId(behind.get(at)), open, chunk -> {
                    progress.at(number, behind.size(), keys);
                    lease.keep();
                });
            }
            return true;
        }

        /** Whether nothing is below an older epoch; notes it where it is so. */
        private boolean isAlone(Epoch open) {
            return transactions.in(TenantId.PLATFORM, () -> {
                boolean alone = epochs.isAlone(open);
                if (alone) {
                    epochs.markEmptied(open).forEach(witness::emptied);
                }
                return alone;
            });
        }

        /** Destroys the keys of those older epochs below which nothing has been for long enough. */
        private Outcome endAllBefore(Epoch open) {
            Outcome outcome = Outcome.TURNED;
            for (Epoch older : transactions.control(() -> epochs.olderThan(open))) {
                if (atOnce || hasSettled(older)) {
                    end(older, open);
                } else {
                    outcome = Outcome.EMPTIED;
                }
            }
            return outcome;
        }

        private boolean hasSettled(Epoch older) {
            Instant emptied = older.emptiedAt();
            return emptied != null && !emptied.plus(SETTLING).isAfter(clock.instant());
        }

        /** A tenant that fails does not keep the next one waiting. */
        private void bring(TenantId tenant, Epoch open, LongConsumer written) {
            try {
                Map<Integer, Optional<SealingKey>> givenUp = transactions.in(tenant, () -> {
                    Map<Integer, Optional<SealingKey>> lost =
                            tenantKeys.givenUp(tenant, clock.instant().minus(MENDED_WITHIN));
                    tenantKeys.bring(tenant, open, lost.keySet());
                    lost.keySet().forEach(version -> witness.gaveUp(tenant, version));
                    return lost;
                });
                rewrap.run(tenant, givenUp, chunk -> {
                    keys += chunk;
                    rewrapped.increment((double) chunk);
                    written.accept(chunk);
                });
            } catch (DamagedKey | TenantKeys.Gone e) {
                failed = true;
                noteDamaged(tenant, e);
            } catch (RuntimeException e) {
                failed = true;
                LOG.error("the keys of tenant {} were not brought to epoch {}", tenant.value(), open.number(), e);
            }
        }

        /** What could not be opened is only called damaged if the key above it is at hand. */
        private void noteDamaged(TenantId tenant, RuntimeException found) {
            try {
                List<String> names = transactions.in(tenant, () -> tenantKeys.noteDamaged(tenant));
                names.forEach(name -> LOG.error(
                        "{} does not open, and keeps the older epoch's key alive for all tenants. Restore its row in vault.tenant_key:"
                                + " {} hours after it was found the turn goes on without it, and what it wraps is lost",
                        name,
                        MENDED_WITHIN.toHours()));
                if (names.isEmpty()) {
                    LOG.error("the keys of tenant {} were not brought along", tenant.value(), found);
                }
            } catch (RuntimeException e) {
                LOG.error("the key of tenant {} cannot be opened now; the next turn tries again", tenant.value(), e);
            }
        }

        /** Fails if the open epoch's key cannot be read from its file, whatever is kept in memory, or the older one's not be destroyed. */
        private void end(Epoch older, Epoch open) {
            try {
                epochs.requireOnDisk(open);
                epochs.destroy(older);
            } catch (KeyStoreRefused e) {
                failed = true;
                LOG.error("the key of epoch {} is not destroyed: {}", older.number(), e.getMessage());
                return;
            }
            transactions.run(TenantId.PLATFORM, () -> {
                if (epochs.wasDestroyed(older)) {
                    witness.destroyed(older.number());
                }
            });
        }
    }
}
