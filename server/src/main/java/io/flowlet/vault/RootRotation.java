package io.flowlet.vault;

import io.flowlet.actor.TenantId;
import io.flowlet.tenants.Transactions;
import io.flowlet.vault.internal.RootKeys;
import io.flowlet.vault.internal.RootRewrap;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Brings everything that a former root key wraps under the one that the settings ask for, while servers run that know both.
 *
 * <p>Works as {@code flowlet_owner} only, whose rights the application does not have. First the canary is turned, in one transaction that
 * waits for those that are sealing a key: from then on every instance seals with the new root key. Then the other keys are re-wrapped, 500 a
 * transaction. Killed anywhere, the next run goes on. Rows change their wrapping only, so what instances hold open stays right.
 */
@Component
public final class RootRotation {
    /** What a rotation tells while it runs. */
    public interface Progress {
        /** Called in the transaction of the platform's tenant that turns the canary. */
        void turned(String former, String kid);

        /** Called after each chunk. */
        void rewrapped(long done, long all);

        /** Called in a transaction of the platform's tenant, when all is done that can be. */
        void completed(Rotated rotated);
    }

    /**
     * How a rotation ended.
     *
     * @param kid the root key that seals now
     * @param rewrapped keys that this run brought under it
     * @param damaged names of keys that do not open and stayed as they are: they need a backup of their row
     */
    public record Rotated(String kid, long rewrapped, List<String> damaged) {
        public Rotated {
            damaged = List.copyOf(damaged);
        }
    }

    private final RootKeys roots;
    private final Transactions transactions;
    private final JdbcTemplate jdbc;

    // the canary is looked at by itself here: one that does not open must not keep a rotation from being tried again
    RootRotation(RootKeys roots, Transactions transactions, JdbcTemplate jdbc) {
        this.roots = roots;
        this.transactions = transactions;
        this.jdbc = jdbc;
    }

    /**
     * Runs, or goes on with, the rotation.
     *
     * @throws MasterKeyRefused if a root key that some key needs is not among those of the settings; nothing was changed
     * @throws DamagedKey if the canary does not open; nothing was changed
     * @throws RootKeyUnavailable if a token or service does not answer; what was re-wrapped stays so
     */
    public Rotated run(Progress progress) {
        RootKeyUses uses = RootKeyUses.read(jdbc);
        uses.needed().forEach(roots::of);
        String kid = roots.configured().kid();
        long all = uses.needed().stream()
                .filter(needed -> !needed.equals(kid))
                .mapToLong(uses::of)
                .sum();
        RootRewrap rewrap = new RootRewrap(roots, jdbc);
        transactions.run(
                TenantId.PLATFORM, () -> rewrap.turnCanary().ifPresent(former -> progress.turned(former, kid)));
        long before = -1;
        while (before != rewrap.seen()) {
            before = rewrap.seen();
            transactions.control(() -> {
                rewrap.chunk();
                return true;
            });
            progress.rewrapped(rewrap.done(), Math.max(all, rewrap.seen()));
        }
        Rotated rotated = new Rotated(kid, rewrap.done(), rewrap.damaged());
        transactions.run(TenantId.PLATFORM, () -> progress.completed(rotated));
        return rotated;
    }
}
