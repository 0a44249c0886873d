package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.DataKeyRotation;
import io.flowlet.vault.internal.DataKeyRotation.Steps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Gives data keys new versions, rewrites what the older ones encrypted, and removes those by a later run: from then on they open nothing any
 * more.
 *
 * <p>Works as {@code flowlet_owner} only, whose rights the application does not have, beside instances that serve: none of their requests
 * fails, no change of theirs is lost. A version is removed by a run that finds no ciphertext of it, {@link #SETTLED} after the last one was
 * rewritten, whatever an instance's own settings say. Killed anywhere, the next run goes on with what was begun. Not for two threads at
 * once; two processes do each other no harm.
 */
@Component
public final class DataRotation {
    /** As long as what was sealed before its transaction may wait for it: twice the patience of a movement of money. */
    private static final Duration IN_FLIGHT = Duration.ofSeconds(10);

    /**
     * Between the last ciphertext that was rewritten and the removal of its key version: longer than any instance may be set to hold a key
     * open ({@code flowlet.vault.cached-for}), and by the database's clock.
     */
    public static final Duration SETTLED = Duration.ofMinutes(65);

    /** How far a run goes. */
    public enum Way {
        /** Makes new versions and rewrites; removes what an earlier run rewrote {@link #SETTLED} ago, and then begins anew. */
        BEGIN,
        /** Goes on with what was begun, and begins nothing. */
        FINISH,
        /**
         * Removes in the same run, {@code flowlet.vault.cached-for} after the rewriting. That setting must be the same here and on every
         * instance, or longer here: what an instance seals later with a version that it still holds is lost.
         */
        AT_ONCE
    }

    /**
     * What to rotate.
     *
     * @param tenant this one alone; empty: all
     * @param olderThan keys whose newest version was stored at least so long ago get a new one; zero: all. Superseded versions are rewritten
     *     and removed in any case
     */
    public record Plan(Optional<TenantId> tenant, Duration olderThan, Way way) {
        /** @throws IllegalArgumentException if {@code olderThan} is negative */
        public Plan {
            if (olderThan.isNegative()) {
                throw new IllegalArgumentException("an age is not negative: " + olderThan);
            }
        }
    }

    /**
     * What a rotation came to in one tenant, all its runs together.
     *
     * @param made new versions
     * @param rewritten ciphertexts
     * @param removed versions
     * @param kept older versions that stay, because something that could not be rewritten needs them
     * @param damaged ciphertexts that do not open and were left as they are
     */
    public record Counts(long made, long rewritten, long removed, long kept, long damaged) {}

    /** Learns what happens, and writes it down. */
    public interface Witness {
        /** The rotation of {@code tenant} begins, or goes on; called in the tenant's transaction if it begins. */
        void begun(TenantId tenant, boolean again);

        /** After each chunk: so many ciphertexts were looked at and rewritten, in the {@code number}th of {@code tenants} tenants. */
        void at(int number, int tenants, long looked, long rewritten);

        /** So long yet until no instance seals with an older version, and no transaction that might is open. */
        void waiting(Duration left);

        /** In the transaction of {@code tenant} that removed so many versions. */
        void removed(TenantId tenant, int versions);

        /** In the transaction of {@code tenant} that ends its rotation. */
        void ended(TenantId tenant, Counts counts);
    }

    /**
     * How a run ended.
     *
     * @param tenants in which there was something to do
     * @param total of all their runs together
     * @param removableFrom when the last of the older versions that wait can be removed, by a run from then on; empty if none waits
     * @param erased ciphertexts whose key was destroyed, left as they are
     * @param damaged names of what does not open, the first hundred: ciphertexts, as {@code schema.table.column id}, and keys of tenants, in
     *     which nothing was removed then
     * @param committed ciphertexts that must not change, because a hash commits to them: key versions they name stay
     */
    public record Rotated(
            int tenants,
            Counts total,
            Optional<Instant> removableFrom,
            long erased,
            List<String> damaged,
            long committed) {
        public Rotated {
            damaged = List.copyOf(damaged);
        }
    }

    /** Somebody held on to older versions for too long: nothing was removed, what was rewritten stays so, and the next run goes on. */
    public static final class Unfinished extends RuntimeException {
        public Unfinished(String why) {
            super(why, null, false, false);
        }
    }

    private final DataKeyRotation rotation;
    private final Transactions transactions;

    DataRotation(DataKeyRotation rotation, Transactions transactions) {
        this.rotation = rotation;
        this.transactions = transactions;
    }

    /**
     * Runs, or goes on with, the rotation.
     *
     * @throws IllegalStateException if a transaction is open
     * @throws Unfinished if a transaction stayed open for ten minutes, or rows were locked for as long
     */
    public Rotated run(Plan plan, Witness witness) {
        return run(plan, witness, IN_FLIGHT);
    }

    Rotated run(Plan plan, Witness witness, Duration inFlight) {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a rotation opens its own transactions, one after the other");
        }
        return rotation.run(plan, new Steps(witness, inFlight));
    }
}
