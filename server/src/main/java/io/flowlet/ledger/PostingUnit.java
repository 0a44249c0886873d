package io.flowlet.ledger;

import io.flowlet.actor.TenantId;
import io.flowlet.http.IdempotencyKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that has to become true together, as values: the commands, and what follows from their outcome.
 *
 * <p>Its maker holds no transaction and no connection; the writer of the tenant's lane writes it with whatever else waits.
 *
 * @param tenant whose ledger
 * @param owners whose accounts may be moved: the modules that the caller acts for
 * @param commands 1 to {@value #MAX_COMMANDS}, posted all together or not at all
 * @param key null for the server's own work that nobody can repeat
 * @param consequences what is written beside the transfers, or instead of them when they are refused
 * @param deadline later than this it is not carried out any more; once begun it is carried out whatever the time
 */
public record PostingUnit(
        TenantId tenant,
        Set<AccountOwner> owners,
        List<Command> commands,
        @Nullable IdempotencyKey key,
        Consequences consequences,
        Instant deadline) {
    public static final int MAX_COMMANDS = 1_000;

    public PostingUnit {
        owners = Set.copyOf(owners);
        commands = List.copyOf(commands);
        if (commands.isEmpty() || commands.size() > MAX_COMMANDS) {
            throw new IllegalArgumentException("a unit has 1 to " + MAX_COMMANDS + " commands, not " + commands.size());
        }
        if (key != null && !key.tenant().equals(tenant)) {
            throw new IllegalArgumentException("the key is another tenant's");
        }
    }

    /** How many transfers it comes to: what it costs the transaction that writes it. */
    public int transfers() {
        int transfers = 0;
        for (Command command : commands) {
            transfers += switch (command) {
                case Posting posting -> posting.legs().size();
                case Adjustment adjustment -> adjustment.legs().size();
                case Reversal reversal -> reversal.parts().size();
                case PlaceHold hold -> 1;
                case CaptureHold capture -> 1;
                case ReleaseHold release -> 1;
            };
        }
        return transfers;
    }
}
