package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.EpochTurn;
import java.util.function.IntConsumer;
import org.springframework.stereotype.Component;

/**
 * Turns epochs: opens a new one with a key of its own, brings the keys of all tenants below it and destroys the key of the one before. From
 * then on nothing that was destroyed meanwhile opens, whatever copy of the database is put back.
 *
 * <p>Runs while requests are served, and none of them fails for it. One instance at a time; killed anywhere, the next call goes on where it
 * ended. Audits nothing itself: a {@link Witness} does. Thread-safe.
 */
@Component
public final class EpochTurns {
    /** What a call came to. */
    public enum Outcome {
        /** A turn was begun, or gone on with, and is done: no older epoch has a key any more. */
        TURNED,
        /** All keys are below the open epoch; the older one's key is destroyed a quarter of an hour after the last one was. */
        EMPTIED,
        /** Nothing was destroyed since the last turn, or the epoch is not over, and none was demanded. */
        NOT_DUE,
        /** Another instance is at it. */
        BUSY,
        /** Some tenant's keys could not be brought along, or a key file is refused; the old epoch's key stays. */
        UNFINISHED
    }

    /**
     * What somebody asks for.
     *
     * @param renewAll whether every tenant gets a new key; otherwise those do of whose keys one was destroyed
     * @param atOnce whether the old epoch's key is destroyed as soon as nothing is below it; a replica that takes over without the last commits
     *     then opens nothing any more
     */
    public record Demand(boolean renewAll, boolean atOnce) {}

    /** Why a turn is begun. */
    public enum Reason {
        /** A key was destroyed since the last turn, and the epoch is over. */
        DESTRUCTION("destruction"),
        /** The epoch's key has been used for ninety days. */
        AGE("age"),
        /** Somebody demanded it. */
        DEMAND("demand");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** For audit events and metrics. */
        public String code() {
            return code;
        }
    }

    /** Writes down what a turn does, in its transactions, which are of {@link TenantId#PLATFORM} unless told otherwise. */
    public interface Witness {
        /** The epoch {@code number} is open. */
        void opened(int number, Reason reason, boolean renewsAll);

        /** No key is below the epoch {@code number} any more. */
        void emptied(int number);

        /** The key of the epoch {@code number} is gone. */
        void destroyed(int number);

        /**
         * The turn goes on without this version of a tenant's key, which has not opened for a day; in a transaction of {@code tenant}. Told
         * again if the turn is killed before it is done with the tenant.
         */
        void gaveUp(TenantId tenant, int version);
    }

    /** Learns how far a turn is. */
    public interface Progress {
        /**
         * After each chunk.
         *
         * @param tenant which one of {@code tenants}, from 1
         * @param keys wrapped anew so far
         */
        void at(int tenant, int tenants, long keys);
    }

    private final EpochTurn turn;
    private final Transactions transactions;

    EpochTurns(EpochTurn turn, Transactions transactions) {
        this.turn = turn;
        this.transactions = transactions;
    }

    /**
     * Turns if it is time: a key was destroyed and the epoch is as old as {@code flowlet.vault.epoch}, the epoch is ninety days old, or a turn
     * was not finished. To be called each minute by every instance: the old epoch's key is destroyed by a later call.
     */
    public Outcome turnIfDue(Witness witness) {
        requireNone();
        return turn.ifDue(witness, (tenant, tenants, keys) -> {});
    }

    /** Begins a turn now, after it has brought along what one before it left. */
    public Outcome turn(Demand demand, Witness witness, Progress progress) {
        requireNone();
        return turn.now(demand, witness, progress);
    }

    /**
     * Gives one tenant a new key in the open epoch and removes the older versions; safe to repeat. Other tenants' stay.
     *
     * @param made told of the new version in the transaction of {@code tenant} that makes it
     * @return how many keys were wrapped anew
     * @throws DamagedKey if the tenant's key does not open
     */
    public long renew(TenantId tenant, IntConsumer made) {
        requireNone();
        return turn.renew(tenant, made);
    }

    private void requireNone() {
        if (transactions.isOpen()) {
            throw new IllegalStateException("a turn opens its own transactions, one after the other");
        }
    }
}
