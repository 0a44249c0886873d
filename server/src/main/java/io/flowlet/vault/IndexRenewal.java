package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.IndexKeyRenewal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Renews the secrets of blind indexes: makes a new version, gives every indexed value an index of it, and removes secret and indexes of the older
 * versions by a later run. Until then both versions stand side by side, whoever looks up asks for both, and a unique value stays unique.
 *
 * <p>Works as {@code flowlet_owner} only, beside instances that serve. The older versions are removed {@link #KNOWN} after the new one was made,
 * when every instance writes indexes of it, and only if no value lacks one. Killed anywhere, the next run goes on. Two processes at once do the
 * same work twice and no harm.
 */
@Component
public final class IndexRenewal {
    /** Until every instance knows a new version, whatever it is set to; by the database's clock. */
    public static final Duration KNOWN = DataRotation.SETTLED;

    /**
     * What to renew.
     *
     * @param tenant this one alone; empty: all
     * @param finishOnly whether to go on with what was begun, and begin nothing
     */
    public record Plan(Optional<TenantId> tenant, boolean finishOnly) {}

    /** Learns what happens, and writes it down. */
    public interface Witness {
        /** In the transaction of {@code tenant} that makes the {@code version}, or goes on with it. */
        void begun(TenantId tenant, int version, boolean again);

        /** After each chunk: so many values were given an index, in the {@code number}th of {@code tenants} tenants. */
        void at(int number, int tenants, long indexed);

        /** In the transaction of {@code tenant} that removes what is older than {@code version}. */
        void ended(TenantId tenant, int version, Counts counts);
    }

    /**
     * What a renewal came to.
     *
     * @param indexed values that were given an index of the new version, by all runs of this command
     * @param removed rows of older versions
     */
    public record Counts(long indexed, long removed) {}

    /**
     * How a run ended.
     *
     * @param tenants in which there was something to do
     * @param counts of all of them
     * @param removableFrom when the older versions of all of them can be removed, by a run from then on; empty if none waits
     * @param lacking values that do not open, and so have no index of the new version: their tenants keep the older ones
     */
    public record Renewed(int tenants, Counts counts, Optional<Instant> removableFrom, long lacking) {}

    private final IndexKeyRenewal renewal;
    private final Transactions transactions;

    IndexRenewal(IndexKeyRenewal renewal, Transactions transactions) {
        this.renewal = renewal;
        this.transactions = transactions;
    }

    /**
     * Runs, or goes on with, the renewal.
     *
     * @throws IllegalStateException if a transaction is open
     * @throws DamagedKey if a tenant's secret does not open; of the tenants before it all is done
     */
    public Renewed run(Plan plan, Witness witness) {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a renewal opens its own transactions, one after the other");
        }
        return renewal.run(plan, witness);
    }
}
